package org.iecpools.management;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * The second port of every service, for management endpoints only. It is derived from the service's
 * port, so that an address of a service is enough to find both.
 */
public final class ManagementPort {

  /** Difference between the two ports of a service. */
  public static final int DISTANCE = 1_000;

  /** The highest port on which a service can listen. */
  public static final int HIGHEST_SERVICE_PORT = 65_535 - DISTANCE;

  private ManagementPort() {}

  /**
   * The management port of a service.
   *
   * @param port of the service, 1 to {@link #HIGHEST_SERVICE_PORT}
   */
  public static int of(int port) {
    if (port < 1 || port > HIGHEST_SERVICE_PORT) {
      throw new IllegalArgumentException(
          "port %d leaves no room for the management port, which is %d higher: choose one from 1 to %d"
              .formatted(port, DISTANCE, HIGHEST_SERVICE_PORT));
    }
    return port + DISTANCE;
  }

  /**
   * The base address of a service's management endpoints.
   *
   * @param service base address of the service; without a port, the scheme's default port counts
   */
  public static URI of(URI service) {
    try {
      return new URI(
          service.getScheme(), null, service.getHost(), of(port(service)), "/", null, null);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(service + " is not the address of a service", e);
    }
  }

  private static int port(URI service) {
    if (service.getPort() >= 0) {
      return service.getPort();
    }
    return "https".equals(service.getScheme()) ? 443 : 80;
  }
}
