package org.iecpools.stack;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.iecpools.management.ManagementPort;

/**
 * The ports of a stack, all on 127.0.0.1. Each service also has a {@link ManagementPort}, which
 * follows from its port.
 */
public record Ports(int broker, int registry, int profile, int pool, int invitation, int stats) {
  private static final int HIGHEST_BASE = 65_530 - ManagementPort.DISTANCE;

  /** The default ports: broker 9092, registry 8080, services 8081 to 8084. */
  public static Ports usual() {
    return new Ports(9092, 8080, 8081, 8082, 8083, 8084);
  }

  /**
   * Six consecutive ports: registry, profile, pool, invitation, stats, broker.
   *
   * @param base the first port, 1024 to 64530
   */
  public static Ports from(int base) {
    if (base < 1024 || base > HIGHEST_BASE) {
      throw new StackException(
          "port base %d is out of range: it must lie between 1024 and %d, because six ports from there and %d above are used"
              .formatted(base, HIGHEST_BASE, ManagementPort.DISTANCE));
    }
    return new Ports(base + 5, base, base + 1, base + 2, base + 3, base + 4);
  }

  /** Free ports, those of management included. */
  public static Ports free() {
    List<Integer> p = FreePorts.some(2);
    List<Integer> s = FreePorts.withManagement(4);
    return new Ports(p.get(0), p.get(1), s.get(0), s.get(1), s.get(2), s.get(3));
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

  /** A port that is in use, with the component that needs it. */
  record Taken(Component component, int port) {}

  /** The ports that are in use, in start order. */
  List<Taken> taken() {
    return byComponent().entrySet().stream()
        .flatMap(e -> used(e.getKey(), e.getValue()))
        .filter(it -> !FreePorts.isFree(it.port()))
        .toList();
  }

  private static Stream<Taken> used(Component component, int port) {
    return switch (component) {
      case BROKER, REGISTRY -> Stream.of(new Taken(component, port));
      case PROFILE_SERVICE, POOL_SERVICE, INVITATION_SERVICE, STATS_SERVICE ->
          Stream.of(new Taken(component, port), new Taken(component, ManagementPort.of(port)));
    };
  }
}
