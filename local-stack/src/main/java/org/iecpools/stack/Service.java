package org.iecpools.stack;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The four services, as the stack starts them. */
public enum Service {
  PROFILE("profile-service", "org.iecpools.profile.ProfileApplication"),
  POOL("pool-service", "org.iecpools.pool.PoolApplication"),
  INVITATION("invitation-service", "org.iecpools.invitation.InvitationApplication"),
  STATS("stats-service", "org.iecpools.stats.StatsApplication");

  private final String module;
  private final String mainClass;

  Service(String module, String mainClass) {
    this.module = module;
    this.mainClass = mainClass;
  }

  /** Its name, its module's and its log file's, such as {@code pool-service}. */
  public String module() {
    return module;
  }

  /** What {@code java} starts. */
  public String mainClass() {
    return mainClass;
  }

  /** The service of this name. */
  public static Service named(String module) {
    return Arrays.stream(values())
        .filter(s -> s.module.equals(module))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no service is called %s; there are %s"
                        .formatted(
                            module,
                            Arrays.stream(values())
                                .map(Service::module)
                                .collect(Collectors.joining(", ")))));
  }
}
