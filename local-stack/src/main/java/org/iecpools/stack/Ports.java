package org.iecpools.stack;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The ports of a stack, all on 127.0.0.1. */
public record Ports(int broker, int registry, int profile, int pool, int invitation, int stats) {

  /** The default ports: broker 9092, registry 8080, services 8081 to 8084. */
  public static Ports usual() {
    return new Ports(9092, 8080, 8081, 8082, 8083, 8084);
  }

  /**
   * Six consecutive ports: registry, profile, pool, invitation, stats, broker.
   *
   * @param base the first port, 1024 to 65530
   */
  public static Ports from(int base) {
    if (base < 1024 || base > 65530) {
      throw new StackException(
          "port base %d is out of range: six ports from there must lie between 1024 and 65535"
              .formatted(base));
    }
    return new Ports(base + 5, base, base + 1, base + 2, base + 3, base + 4);
  }

  /** Six free ports. */
  public static Ports free() {
    List<Integer> p = FreePorts.some(6);
    return new Ports(p.get(0), p.get(1), p.get(2), p.get(3), p.get(4), p.get(5));
  }

  /** Returns these ports with a different broker and registry. */
  Ports with(int broker, int registry) {
    return new Ports(broker, registry, profile, pool, invitation, stats);
  }

  public int of(Component component) {
    return switch (component) {
      case BROKER -> broker;
      case REGISTRY -> registry;
      case PROFILE_SERVICE -> profile;
      case POOL_SERVICE -> pool;
      case INVITATION_SERVICE -> invitation;
      case STATS_SERVICE -> stats;
    };
  }

  public int of(Service service) {
    return of(service.component());
  }

  /** The port of each component, in start order. */
  Map<Component, Integer> byComponent() {
    Map<Component, Integer> all = new EnumMap<>(Component.class);
    for (Component component : Component.values()) {
      all.put(component, of(component));
    }
    return all;
  }

  /** The components whose port is in use, with that port. */
  Map<Component, Integer> taken() {
    Map<Component, Integer> taken = byComponent();
    taken.values().removeIf(FreePorts::isFree);
    return taken;
  }
}
