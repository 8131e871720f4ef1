package org.iecpools.webhook;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** A receiver that answers as well or as badly as it is told to. */
final class FakeReceiver implements AutoCloseable {

  /** How a request is answered. */
  sealed interface Behaviour {
    record Answers(int status, Optional<String> retryAfter) implements Behaviour {
      Answers(int status) {
        this(status, Optional.empty());
      }
    }

    /** Answers with success when the receiver is closed, long after the sender has given up. */
    record Hangs() implements Behaviour {}

    /** Announces success at once, and never sends the body. */
    record NeverEnds() implements Behaviour {}

    /** Sends the reader to another address. */
    record Redirects(URI to) implements Behaviour {}

    /** Answers with a body of this size. */
    record Floods(int bytes) implements Behaviour {}
  }

  static final Behaviour TAKES = new Behaviour.Answers(204);

  /**
   * A request that was received.
   *
   * @param at the time of the test
   */
  record Request(String id, String timestamp, String signature, byte[] body, Instant at) {}

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final List<String> taken = new CopyOnWriteArrayList<>();
  private final FakeTime time;
  private volatile Function<Request, Behaviour> behaviour = _ -> TAKES;

  FakeReceiver(FakeTime time) {
    this.time = time;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  void behaves(Function<Request, Behaviour> next) {
    behaviour = next;
  }

  URI url() {
    return URI.create("http://127.0.0.1:%d/hook".formatted(server.getAddress().getPort()));
  }

  /** All requests in the order of their arrival. */
  List<Request> requests() {
    return requests;
  }

  /** Ids of the messages that were answered with success. */
  List<String> taken() {
    return taken;
  }

  private void answer(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    Request request =
        new Request(
            exchange.getRequestHeaders().getFirst("webhook-id"),
            exchange.getRequestHeaders().getFirst("webhook-timestamp"),
            exchange.getRequestHeaders().getFirst("webhook-signature"),
            body,
            time.now());
    Behaviour now = behaviour.apply(request);
    requests.add(request);
    try (exchange) {
      switch (now) {
        case Behaviour.Answers(int status, Optional<String> retryAfter) -> {
          retryAfter.ifPresent(text -> exchange.getResponseHeaders().set("Retry-After", text));
          if (status / 100 == 2) {
            taken.add(request.id());
          }
          exchange.sendResponseHeaders(status, -1);
        }
        case Behaviour.Hangs _ -> {
          closed.await();
          exchange.sendResponseHeaders(204, -1);
        }
        case Behaviour.NeverEnds _ -> {
          exchange.sendResponseHeaders(200, 10);
          exchange.getResponseBody().flush();
          closed.await();
        }
        case Behaviour.Redirects(URI to) -> {
          exchange.getResponseHeaders().set("Location", to.toString());
          exchange.sendResponseHeaders(307, -1);
        }
        case Behaviour.Floods(int bytes) -> {
          exchange.sendResponseHeaders(200, bytes);
          exchange.getResponseBody().write(new byte[bytes]);
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.close();
  }
}
