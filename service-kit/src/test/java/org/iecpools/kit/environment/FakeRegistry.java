package org.iecpools.kit.environment;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.json.JsonMapper;

/** An in-memory schema registry that can be made to lose or change its content. */
final class FakeRegistry implements AutoCloseable {

  private static final String BASE = "/apis/ccompat/v7";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final HttpServer server;

  /** Schemas by id. */
  final Map<Integer, String> schemas = new TreeMap<>();

  /** Schema ids of each subject's versions, oldest first. */
  final Map<String, List<Integer>> subjects = new ConcurrentHashMap<>();

  /** Number of registrations so far. */
  int registrations;

  FakeRegistry() {
    try {
      server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext(BASE, this::answer);
    server.start();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private synchronized void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String[] path = exchange.getRequestURI().getPath().substring(BASE.length() + 1).split("/", -1);
    Object answer = answer(exchange.getRequestMethod(), path, body);
    byte[] bytes = JSON.writeValueAsBytes(answer == null ? Map.of("message", "not found") : answer);
    exchange.sendResponseHeaders(answer == null ? 404 : 200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private Object answer(String method, String[] path, String body) {
    return switch (path[0]) {
      case "config" -> Map.of("compatibility", "BACKWARD_TRANSITIVE");
      case "schemas" -> schema(Integer.valueOf(path[2]));
      default -> {
        if (method.equals("GET")) {
          List<Integer> ids = subjects.getOrDefault(path[1], List.of());
          yield ids.isEmpty() ? null : schema(ids.getLast());
        }
        String schema = JSON.readTree(body).get("schema").asString();
        yield path.length == 2 ? lookUp(path[1], schema) : register(path[1], schema);
      }
    };
  }

  private Object schema(Integer id) {
    return schemas.containsKey(id) ? Map.of("id", id, "schema", schemas.get(id)) : null;
  }

  private Object lookUp(String subject, String schema) {
    return subjects.getOrDefault(subject, List.of()).stream()
        .filter(id -> schemas.get(id).equals(schema))
        .findFirst()
        .map(id -> Map.of("id", id))
        .orElse(null);
  }

  /** A new schema gets the next free id. */
  Object register(String subject, String schema) {
    registrations++;
    int id =
        schemas.entrySet().stream()
            .filter(known -> known.getValue().equals(schema))
            .map(Map.Entry::getKey)
            .findFirst()
            .orElseGet(() -> schemas.keySet().stream().mapToInt(i -> i).max().orElse(0) + 1);
    schemas.put(id, schema);
    List<Integer> ids = subjects.computeIfAbsent(subject, _ -> new ArrayList<>());
    if (!ids.contains(id)) {
      ids.add(id);
    }
    return Map.of("id", id);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
