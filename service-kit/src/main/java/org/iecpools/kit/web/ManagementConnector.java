package org.iecpools.kit.web;

import java.time.Duration;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.threads.VirtualThreadExecutor;
import org.iecpools.management.ManagementPort;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;

/**
 * A second connector of the HTTP server, on the service's {@link ManagementPort}. Its connections
 * and limits are separate, so a service whose public connections are all taken still reports its
 * health. {@link PortSeparation} decides what is served on which port.
 */
public final class ManagementConnector
    implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

  /** Base path of all management endpoints. */
  static final String PATH = "/actuator";

  /** Probes, a scraper, and other instances or a simulator: a few clients. */
  private static final int MAX_CONNECTIONS = 64;

  private static final int MAX_HEADER_BYTES = 16_384;
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private @Nullable Connector connector;

  @Override
  public void customize(TomcatServletWebServerFactory server) {
    Http11NioProtocol protocol = new Http11NioProtocol();
    protocol.setExecutor(new VirtualThreadExecutor("management-"));
    protocol.setMaxConnections(MAX_CONNECTIONS);
    protocol.setAcceptCount(MAX_CONNECTIONS);
    protocol.setConnectionTimeout((int) TIMEOUT.toMillis());
    protocol.setMaxHttpRequestHeaderSize(MAX_HEADER_BYTES);
    protocol.setAddress(server.getAddress());
    Connector management = new Connector(protocol);
    management.setPort(port(server.getPort()));
    server.addAdditionalConnectors(management);
    connector = management;
  }

  /**
   * @param server port of the service; 0 for any free one
   */
  private static int port(int server) {
    try {
      return server == 0 ? 0 : ManagementPort.of(server);
    } catch (IllegalArgumentException e) {
      throw new InvalidConfigurationPropertyValueException("server.port", server, e.getMessage());
    }
  }

  /** The port on which management endpoints are served; -1 before the server has started. */
  public int port() {
    Connector started = connector;
    return started == null ? -1 : started.getLocalPort();
  }
}
