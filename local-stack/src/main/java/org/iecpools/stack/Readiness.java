package org.iecpools.stack;

/**
 * Whether a component can be used.
 *
 * @param detail the reason if it is not ready; otherwise empty
 */
public record Readiness(boolean ready, String detail) {
  static final Readiness READY = new Readiness(true, "");

  static Readiness not(String detail) {
    return new Readiness(false, detail);
  }

  /** Checks a component on this machine. Takes a few seconds if it does not answer. */
  public static Readiness of(String component, Ports ports) {
    return switch (component) {
      case LocalStack.BROKER ->
          LocalBroker.answers(ports.broker()) ? READY : not("does not answer requests");
      case LocalStack.REGISTRY -> Http.readiness(LocalRegistry.probe(ports.registry()));
      default -> Http.readiness(service(ports.of(Service.named(component))));
    };
  }

  /** Whether no answer came at all. */
  public boolean isSilent() {
    return detail.startsWith("does not answer");
  }

  static String service(int port) {
    return "http://127.0.0.1:%d/actuator/health/readiness".formatted(port);
  }
}
