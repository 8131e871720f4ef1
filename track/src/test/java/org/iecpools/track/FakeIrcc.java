package org.iecpools.track;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An HTTP server that behaves as well or as badly as it is told to. */
final class FakeIrcc implements AutoCloseable {

  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  /** How the next requests are answered. */
  sealed interface Behaviour {
    /** A file; 304 if the request states its tag or time. */
    record Serves(byte[] file, Instant lastModified) implements Behaviour {}

    /** A file without validators. */
    record ServesPlainly(byte[] file) implements Behaviour {}

    record Fails(int status, Optional<String> retryAfter) implements Behaviour {}

    /** Ends the connection after a part of the announced length. */
    record CutsOff(byte[] file) implements Behaviour {}

    /** Begins an answer and never ends it. */
    record Hangs() implements Behaviour {}
  }

  /** What a request stated. */
  record Asked(Optional<String> ifNoneMatch, Optional<String> ifModifiedSince, int status) {}

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final List<Asked> asked = new CopyOnWriteArrayList<>();
  private volatile Behaviour behaviour = new Behaviour.Fails(503, Optional.empty());

  FakeIrcc() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  URI url() {
    return URI.create(
        "http://127.0.0.1:%d/selections.xml".formatted(server.getAddress().getPort()));
  }

  void behave(Behaviour next) {
    behaviour = next;
  }

  List<Asked> asked() {
    return asked;
  }

  private void answer(HttpExchange exchange) throws IOException {
    Optional<String> tag =
        Optional.ofNullable(exchange.getRequestHeaders().getFirst("If-None-Match"));
    Optional<String> since =
        Optional.ofNullable(exchange.getRequestHeaders().getFirst("If-Modified-Since"));
    try (exchange) {
      switch (behaviour) {
        case Behaviour.Serves(byte[] file, Instant lastModified) -> {
          String its = "\"%08x\"".formatted(Arrays.hashCode(file));
          String time = HTTP_DATE.format(lastModified);
          exchange.getResponseHeaders().set("ETag", its);
          exchange.getResponseHeaders().set("Last-Modified", time);
          boolean isKnown = tag.map(its::equals).orElse(since.map(time::equals).orElse(false));
          asked.add(new Asked(tag, since, isKnown ? 304 : 200));
          if (isKnown) {
            exchange.sendResponseHeaders(304, -1);
          } else {
            send(exchange, file);
          }
        }
        case Behaviour.ServesPlainly(byte[] file) -> {
          asked.add(new Asked(tag, since, 200));
          send(exchange, file);
        }
        case Behaviour.Fails(int status, Optional<String> retryAfter) -> {
          asked.add(new Asked(tag, since, status));
          retryAfter.ifPresent(it -> exchange.getResponseHeaders().set("Retry-After", it));
          exchange.sendResponseHeaders(status, -1);
        }
        case Behaviour.CutsOff(byte[] file) -> {
          asked.add(new Asked(tag, since, 200));
          exchange.sendResponseHeaders(200, file.length);
          exchange.getResponseBody().write(file, 0, file.length / 2);
          exchange.getResponseBody().flush();
        }
        case Behaviour.Hangs() -> {
          asked.add(new Asked(tag, since, 200));
          exchange.sendResponseHeaders(200, 100);
          exchange.getResponseBody().write('<');
          exchange.getResponseBody().flush();
          closed.await();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void send(HttpExchange exchange, byte[] file) throws IOException {
    exchange.sendResponseHeaders(200, file.length);
    exchange.getResponseBody().write(file);
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
