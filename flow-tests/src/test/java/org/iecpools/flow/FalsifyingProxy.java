package org.iecpools.flow;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Forwards the responses of a stats-service, except one number at one instant: it adds one
 * invitation to the first pool with invitations.
 */
final class FalsifyingProxy implements AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.shared();

  private final String original;
  private final Instant when;
  private final AtomicReference<String> pool = new AtomicReference<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private final HttpServer server;

  /**
   * @param original the address of the service
   * @param when the instant whose response is falsified
   */
  FalsifyingProxy(String original, Instant when) {
    this.original = original;
    this.when = when;
    try {
      this.server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::handOn);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** The pool whose number was falsified; null before the first such request. */
  String pool() {
    return pool.get();
  }

  private void handOn(HttpExchange exchange) throws IOException {
    try (exchange) {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(URI.create(original + exchange.getRequestURI()))
                  .header("Accept", "application/json")
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      String body =
          exchange.getRequestURI().toString().contains("asOf=" + when)
              ? falsified(answer.body())
              : answer.body();
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(answer.statusCode(), bytes.length);
      exchange.getResponseBody().write(bytes);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String falsified(String dashboard) {
    JsonNode answer = JSON.readTree(dashboard);
    for (JsonNode row : answer.get("rows")) {
      int invitations = row.get("invitationsIssued").asInt();
      if (invitations > 0) {
        ((ObjectNode) row).put("invitationsIssued", invitations + 1);
        pool.set(row.get("pool").asString());
        break;
      }
    }
    return JSON.writeValueAsString(answer);
  }

  @Override
  public void close() {
    server.stop(0);
    http.close();
  }
}
