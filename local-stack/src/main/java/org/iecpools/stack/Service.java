package org.iecpools.stack;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The four services with what is needed to start them, in the order in which they start. */
public enum Service {
  PROFILE(Component.PROFILE_SERVICE, "org.iecpools.profile.ProfileApplication"),
  POOL(Component.POOL_SERVICE, "org.iecpools.pool.PoolApplication"),
  INVITATION(Component.INVITATION_SERVICE, "org.iecpools.invitation.InvitationApplication"),
  STATS(Component.STATS_SERVICE, "org.iecpools.stats.StatsApplication");

  private final Component component;
  private final String mainClass;

  Service(Component component, String mainClass) {
    this.component = component;
    this.mainClass = mainClass;
  }

  public Component component() {
    return component;
  }

  /** The Maven module, such as {@code pool-service}. It is also the component's label. */
  public String module() {
    return component.label();
  }

  /** The fully qualified name of the class with the {@code main} method. */
  public String mainClass() {
    return mainClass;
  }

  /**
   * The service of a module.
   *
   * @throws IllegalArgumentException if there is none; the message lists the services
   */
  public static Service named(String module) {
    return Arrays.stream(values())
        .filter(service -> service.module().equals(module))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "%s is not a service; the services are %s"
                        .formatted(
                            module,
                            Arrays.stream(values())
                                .map(Service::module)
                                .collect(Collectors.joining(", ")))));
  }
}
