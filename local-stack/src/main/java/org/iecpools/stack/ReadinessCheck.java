package org.iecpools.stack;

import org.iecpools.kafka.ClientConfig;
import org.iecpools.management.ManagementPort;

/** Checks whether components on this machine are ready. */
final class ReadinessCheck {
  private ReadinessCheck() {}

  /**
   * Takes up to five seconds if the component does not answer.
   *
   * @param client how to authenticate to the broker
   */
  static Readiness of(Component component, Ports ports, ClientConfig client) {
    int port = ports.of(component);
    return switch (component) {
      case BROKER ->
          LocalBroker.answers(port, client)
              ? Readiness.READY
              : Readiness.noAnswer("does not answer requests");
      case REGISTRY -> Http.readiness(LocalRegistry.probe(port));
      case PROFILE_SERVICE, POOL_SERVICE, INVITATION_SERVICE, STATS_SERVICE ->
          Http.readiness(
              "http://127.0.0.1:%d/actuator/health/readiness".formatted(ManagementPort.of(port)));
    };
  }

  /** Whether a component is checked through its HTTP server. The broker has none. */
  static boolean isByHttp(Component component) {
    return switch (component) {
      case BROKER -> false;
      case REGISTRY, PROFILE_SERVICE, POOL_SERVICE, INVITATION_SERVICE, STATS_SERVICE -> true;
    };
  }
}
