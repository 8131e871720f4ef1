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
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Forwards the responses of a stats-service, except one row of one table, which it falsifies. */
final class FalsifyingProxy implements AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.shared();

  private final String original;
  private final String table;
  private final Predicate<ObjectNode> falsification;
  private final AtomicReference<String> pool = new AtomicReference<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private final HttpServer server;

  /**
   * @param original the address of the service
   * @param table what the query of the falsified table contains
   * @param falsification falsifies a row and returns true, or returns false and leaves it
   */
  FalsifyingProxy(String original, String table, Predicate<ObjectNode> falsification) {
    this.original = original;
    this.table = table;
    this.falsification = falsification;
    try {
      this.server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::handOn);
    server.start();
  }

  /**
   * Adds one invitation to the first pool with invitations.
   *
   * @param when the instant of the table
   */
  static FalsifyingProxy ofInvitations(String original, Instant when) {
    return new FalsifyingProxy(
        original,
        "asOf=" + when,
        row -> {
          int invitations = row.get("invitationsIssued").asInt();
          if (invitations > 0) {
            row.put("invitationsIssued", invitations + 1);
          }
          return invitations > 0;
        });
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
          exchange.getRequestURI().toString().contains(table)
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
      if (falsification.test((ObjectNode) row)) {
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
