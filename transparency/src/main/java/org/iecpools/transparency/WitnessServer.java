package org.iecpools.transparency;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Serves a witness over HTTP. TLS and limits per client are the task of a proxy. */
public final class WitnessServer implements AutoCloseable {

  /** Enough for 63 lines of proof and 16 of the largest signatures. */
  static final int MAX_BODY_BYTES = 128 << 10;

  /** Further requests get 503. */
  static final int MAX_REQUESTS = 64;

  /** A request that takes longer is cut off. */
  static final Duration LIMIT = Duration.ofSeconds(10);

  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final Pattern CHECKPOINT = Pattern.compile("/([0-9a-f]{64})/checkpoint");

  static {
    // They bound slow and many headers. The JDK's server reads them once, so they only count in a
    // process without an earlier server, which ./iec witness is.
    System.getProperties().putIfAbsent("sun.net.httpserver.maxReqTime", "10");
    System.getProperties().putIfAbsent("sun.net.httpserver.maxReqHeaders", "50");
    System.getProperties().putIfAbsent("sun.net.httpserver.maxReqHeaderSize", "16384");
    System.getProperties().putIfAbsent("jdk.httpserver.maxConnections", "256");
  }

  private final Witness witness;
  private final HttpServer server;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final ScheduledExecutorService deadlines =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());
  private final Semaphore turns = new Semaphore(MAX_REQUESTS);

  private WitnessServer(Witness witness, HttpServer server) {
    this.witness = witness;
    this.server = server;
  }

  /** Begins to listen. The witness is not closed with the server. */
  public static WitnessServer start(Witness witness, InetSocketAddress address) throws IOException {
    WitnessServer started = new WitnessServer(witness, HttpServer.create(address, 0));
    started.server.setExecutor(started.executor);
    started.server.createContext("/", started::handle);
    started.server.start();
    return started;
  }

  /** Where it listens; the port is the real one if 0 was requested. */
  public InetSocketAddress address() {
    return server.getAddress();
  }

  private void handle(HttpExchange exchange) throws IOException {
    // An interrupt would also end the read, but could close a file that the witness writes.
    Future<?> deadline =
        deadlines.schedule(exchange::close, LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    try (exchange) {
      if (!turns.tryAcquire()) {
        exchange.getResponseHeaders().set("Retry-After", "1");
        send(exchange, WitnessAnswer.text(503, "too many requests at once\n"));
        return;
      }
      try {
        send(exchange, answer(exchange));
      } finally {
        turns.release();
      }
    } finally {
      deadline.cancel(false);
    }
  }

  private WitnessAnswer answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getRawPath();
    Matcher checkpoint = CHECKPOINT.matcher(path == null ? "" : path);
    if (checkpoint.matches()) {
      return isMethod(exchange, "GET")
          ? witness.checkpoint(checkpoint.group(1))
          : WitnessAnswer.text(405, "the method must be GET\n");
    }
    if (!"/add-checkpoint".equals(path)) {
      return WitnessAnswer.text(404, "there is nothing at this path\n");
    }
    if (!isMethod(exchange, "POST")) {
      return WitnessAnswer.text(405, "the method must be POST\n");
    }
    byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES + 1);
    if (body.length > MAX_BODY_BYTES) {
      return WitnessAnswer.text(413, "the body has more than %d bytes\n".formatted(MAX_BODY_BYTES));
    }
    return witness.addCheckpoint(body);
  }

  private static boolean isMethod(HttpExchange exchange, String method) {
    if (exchange.getRequestMethod().equals(method)) {
      return true;
    }
    exchange.getResponseHeaders().set("Allow", method);
    return false;
  }

  private static void send(HttpExchange exchange, WitnessAnswer answer) throws IOException {
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", answer.contentType());
    exchange.sendResponseHeaders(answer.status(), body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
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
