package org.iecpools.roundlog;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.iecpools.transparency.BoundedServer;
import org.iecpools.transparency.BoundedServer.Answer;
import org.iecpools.transparency.TileDirectory;

/** Serves the files of a log, and its health. Any web server could serve the files instead. */
final class RoundLogServer implements AutoCloseable {

  private static final Pattern CHECKPOINT = Pattern.compile("checkpoint|checkpoints/[0-9]{1,19}");
  private static final Pattern TILE =
      Pattern.compile(
          "tile/(?:entries|[0-9]{1,2})/(?:x[0-9]{3}/){0,6}[0-9]{3}(?:\\.p/[0-9]{1,3})?");
  private static final String HEALTH = "health";

  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int UNAVAILABLE = 503;

  private final TileDirectory files;
  private final Supplier<Health> health;
  private final BoundedServer server;

  private RoundLogServer(Path directory, Supplier<Health> health, InetSocketAddress address)
      throws IOException {
    this.files = new TileDirectory(directory);
    this.health = health;
    this.server = BoundedServer.start(address, this::answer);
  }

  /**
   * Begins to listen.
   *
   * @param directory what is served
   */
  static RoundLogServer start(Path directory, Supplier<Health> health, InetSocketAddress address)
      throws IOException {
    return new RoundLogServer(directory, health, address);
  }

  /** Where it listens; the port is the real one if 0 was requested. */
  InetSocketAddress address() {
    return server.address();
  }

  private Answer answer(HttpExchange exchange) throws IOException {
    String raw = exchange.getRequestURI().getRawPath();
    String path = raw == null || !raw.startsWith("/") ? "" : raw.substring(1);
    boolean isCheckpoint = CHECKPOINT.matcher(path).matches();
    if (!isCheckpoint && !TILE.matcher(path).matches() && !path.equals(HEALTH)) {
      return nothing();
    }
    if (!exchange.getRequestMethod().equals("GET")) {
      return BoundedServer.notAllowed(exchange, "GET");
    }
    if (path.equals(HEALTH)) {
      exchange.getResponseHeaders().set("Cache-Control", "no-store");
      Health now = health.get();
      return new Answer(now.isUp() ? OK : UNAVAILABLE, "application/json", now.json());
    }
    Optional<byte[]> content = files.read(path);
    if (content.isEmpty()) {
      return nothing();
    }
    if (isCheckpoint) {
      exchange.getResponseHeaders().set("Cache-Control", "no-store");
    }
    return new Answer(
        OK, isCheckpoint ? "text/plain; charset=utf-8" : "application/octet-stream", content.get());
  }

  private static Answer nothing() {
    return Answer.text(NOT_FOUND, "there is nothing at this path\n");
  }

  @Override
  public void close() {
    server.close();
  }
}
