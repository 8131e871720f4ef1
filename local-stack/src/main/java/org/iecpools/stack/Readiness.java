package org.iecpools.stack;

/**
 * Whether a component can be used.
 *
 * @param detail why not; empty when it is ready
 */
public record Readiness(boolean ready, String detail) {
  static final Readiness READY = new Readiness(true, "");

  static Readiness not(String detail) {
    return new Readiness(false, detail);
  }

  /**
   * Asks a component on these ports of this machine; takes a few seconds when it does not answer.
   */
  public static Readiness of(String component, Ports ports) {
    return switch (component) {
      case LocalStack.BROKER ->
          LocalBroker.answers(ports.broker()) ? READY : not("does not answer requests");
      case LocalStack.REGISTRY -> Http.readiness(LocalRegistry.probe(ports.registry()));
      default -> Http.readiness(service(ports.of(Service.named(component))));
    };
  }

  static String service(int port) {
    return "http://127.0.0.1:%d/actuator/health/readiness".formatted(port);
  }
}
