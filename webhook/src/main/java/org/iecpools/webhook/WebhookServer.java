package org.iecpools.webhook;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.iecpools.transparency.BoundedServer;
import org.iecpools.transparency.BoundedServer.Answer;

/** Serves health and metrics of a deliverer to operators. */
public final class WebhookServer implements AutoCloseable {

  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int UNAVAILABLE = 503;

  private final Deliverer deliverer;
  private final BoundedServer server;

  private WebhookServer(Deliverer deliverer, InetSocketAddress address) throws IOException {
    this.deliverer = deliverer;
    this.server = BoundedServer.start(address, this::answer);
  }

  /** Begins to listen. */
  public static WebhookServer start(Deliverer deliverer, InetSocketAddress address)
      throws IOException {
    return new WebhookServer(deliverer, address);
  }

  /** Where it listens; the port is the real one if 0 was requested. */
  public InetSocketAddress address() {
    return server.address();
  }

  private Answer answer(HttpExchange exchange) {
    String path = exchange.getRequestURI().getPath();
    boolean isHealth = "/health".equals(path);
    if (!isHealth && !"/metrics".equals(path)) {
      return Answer.text(NOT_FOUND, "there is nothing at this path; try /health or /metrics\n");
    }
    if (!exchange.getRequestMethod().equals("GET")) {
      return BoundedServer.notAllowed(exchange, "GET");
    }
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    if (isHealth) {
      WebhookHealth health = deliverer.health();
      return new Answer(
          health.isDelivering() ? OK : UNAVAILABLE, "application/json", health.json());
    }
    return new Answer(
        OK,
        "text/plain; version=0.0.4; charset=utf-8",
        deliverer.metrics().text().getBytes(StandardCharsets.UTF_8));
  }

  /** Waits up to five seconds for requests that have begun. */
  @Override
  public void close() {
    server.close();
  }
}
