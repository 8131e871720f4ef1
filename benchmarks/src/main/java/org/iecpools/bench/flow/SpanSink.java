package org.iecpools.bench.flow;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.iecpools.stack.StackException;

/** A receiver of OTLP over HTTP that discards all spans. */
final class SpanSink implements AutoCloseable {

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicLong exports = new AtomicLong();

  private SpanSink(HttpServer server) {
    this.server = server;
  }

  /** Starts on a free port of the loopback address. */
  static SpanSink start() {
    try {
      SpanSink sink =
          new SpanSink(
              HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
      sink.server.setExecutor(sink.threads);
      sink.server.createContext("/", sink::discard);
      sink.server.start();
      return sink;
    } catch (IOException e) {
      throw new StackException("no receiver of traces can be started: " + e.getMessage(), e);
    }
  }

  private void discard(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
      exports.incrementAndGet();
      // An empty message of protobuf: everything was accepted.
      exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
      exchange.sendResponseHeaders(200, -1);
    }
  }

  /** Base address. */
  URI address() {
    return URI.create(
        "http://%s:%d"
            .formatted(
                InetAddress.getLoopbackAddress().getHostAddress(), server.getAddress().getPort()));
  }

  /** Number of requests with spans so far. */
  long exports() {
    return exports.get();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
