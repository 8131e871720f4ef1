package org.iecpools.transparency;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * An HTTP server with limits: requests at once, time of a request, connections and headers. TLS and
 * limits per client are the task of a proxy.
 */
public final class BoundedServer implements AutoCloseable {

  /** Further requests get 503. */
  static final int MAX_REQUESTS = 64;

  /** A request that takes longer is cut off. */
  static final Duration LIMIT = Duration.ofSeconds(10);

  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final int NOT_ALLOWED = 405;
  private static final int UNAVAILABLE = 503;

  static {
    // They bound slow and many headers. The JDK's server reads them once, so they only count in a
    // process without an earlier server, which the commands with such a server are.
    System.getProperties().putIfAbsent("sun.net.httpserver.maxReqTime", "10");
    System.getProperties().putIfAbsent("sun.net.httpserver.maxReqHeaders", "50");
    System.getProperties().putIfAbsent("sun.net.httpserver.maxReqHeaderSize", "16384");
    System.getProperties().putIfAbsent("jdk.httpserver.maxConnections", "256");
  }

  /** What a request is answered with. */
  public record Answer(int status, String contentType, byte[] body) {

    /** A text in UTF-8. */
    public static Answer text(int status, String text) {
      return new Answer(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Answers requests, on a thread of its own for each. */
  @FunctionalInterface
  public interface Handler {
    Answer answer(HttpExchange exchange) throws IOException;
  }

  private final Handler handler;
  private final HttpServer server;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final ScheduledExecutorService deadlines =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());
  private final Semaphore turns = new Semaphore(MAX_REQUESTS);

  private BoundedServer(Handler handler, HttpServer server) {
    this.handler = handler;
    this.server = server;
  }

  /** Begins to listen. */
  public static BoundedServer start(InetSocketAddress address, Handler handler) throws IOException {
    BoundedServer started = new BoundedServer(handler, HttpServer.create(address, 0));
    started.server.setExecutor(started.executor);
    started.server.createContext("/", started::handle);
    started.server.start();
    return started;
  }

  /** Where it listens; the port is the real one if 0 was requested. */
  public InetSocketAddress address() {
    return server.getAddress();
  }

  /** The answer to a request whose method is not the only one that the path has. */
  public static Answer notAllowed(HttpExchange exchange, String method) {
    exchange.getResponseHeaders().set("Allow", method);
    return Answer.text(NOT_ALLOWED, "the method must be %s\n".formatted(method));
  }

  private void handle(HttpExchange exchange) throws IOException {
    // An interrupt would also end the read, but could close a file that the handler writes.
    Future<?> deadline =
        deadlines.schedule(exchange::close, LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    try (exchange) {
      if (!turns.tryAcquire()) {
        exchange.getResponseHeaders().set("Retry-After", "1");
        send(exchange, Answer.text(UNAVAILABLE, "too many requests at once\n"));
        return;
      }
      try {
        send(exchange, handler.answer(exchange));
      } finally {
        turns.release();
      }
    } finally {
      deadline.cancel(false);
    }
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", answer.contentType());
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(answer.status(), -1);
      return;
    }
    exchange.sendResponseHeaders(answer.status(), answer.body().length);
    try (OutputStream out = exchange.getResponseBody()) {
      // In pieces: the JDK's server copies what is written at once, for each client.
      new ByteArrayInputStream(answer.body()).transferTo(out);
    }
  }

  /** Waits up to five seconds for requests that have begun. */
  @Override
  public void close() {
    server.stop((int) GRACE.toSeconds());
    executor.shutdownNow();
    deadlines.shutdownNow();
  }
}
