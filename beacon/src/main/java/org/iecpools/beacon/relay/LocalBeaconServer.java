package org.iecpools.beacon.relay;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.iecpools.beacon.DrandChain;
import org.iecpools.beacon.LocalBeacon;

/**
 * Serves a local beacon in drand's HTTP API, version 1, so that stacks without a network and tests
 * use the same client as for quicknet. It gives no round before its time.
 */
public final class LocalBeaconServer implements AutoCloseable {

  /** Further requests get 503. */
  static final int MAX_REQUESTS = 64;

  /** A request that takes longer is cut off. */
  static final Duration LIMIT = Duration.ofSeconds(10);

  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final Pattern PATH =
      Pattern.compile("/([0-9a-f]{64})/(?:(info)|public/(latest|[1-9][0-9]{0,18}))");

  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int NOT_ALLOWED = 405;
  private static final int TOO_EARLY = 425;
  private static final int UNAVAILABLE = 503;

  private static final String JSON = "application/json";
  private static final String TEXT = "text/plain; charset=utf-8";

  static {
    // They bound slow and many headers. The JDK's server reads them once, so they only count in a
    // process without an earlier server, which ./iec beacon serve is.
    System.getProperties().putIfAbsent("sun.net.httpserver.maxReqTime", "10");
    System.getProperties().putIfAbsent("sun.net.httpserver.maxReqHeaders", "50");
    System.getProperties().putIfAbsent("sun.net.httpserver.maxReqHeaderSize", "16384");
    System.getProperties().putIfAbsent("jdk.httpserver.maxConnections", "256");
  }

  private record Answer(int status, String type, byte[] body) {
    static Answer json(byte[] body) {
      return new Answer(OK, JSON, body);
    }

    static Answer text(int status, String text) {
      return new Answer(status, TEXT, (text + "\n").getBytes(StandardCharsets.UTF_8));
    }
  }

  private final LocalBeacon beacon;
  private final DrandChain chain;
  private final InstantSource clock;
  private final HttpServer server;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final ScheduledExecutorService deadlines =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());
  private final Semaphore turns = new Semaphore(MAX_REQUESTS);

  private LocalBeaconServer(LocalBeacon beacon, InstantSource clock, HttpServer server) {
    this.beacon = beacon;
    this.chain = beacon.chain();
    this.clock = clock;
    this.server = server;
  }

  /**
   * Begins to listen.
   *
   * @param clock decides which rounds exist; that of a simulation if the stack is simulated
   */
  public static LocalBeaconServer start(
      LocalBeacon beacon, InstantSource clock, InetSocketAddress address) throws IOException {
    LocalBeaconServer started = new LocalBeaconServer(beacon, clock, HttpServer.create(address, 0));
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
    Future<?> deadline =
        deadlines.schedule(exchange::close, LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    try (exchange) {
      if (!turns.tryAcquire()) {
        exchange.getResponseHeaders().set("Retry-After", "1");
        send(exchange, Answer.text(UNAVAILABLE, "too many requests at once"));
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

  private Answer answer(HttpExchange exchange) {
    String path = exchange.getRequestURI().getRawPath();
    Matcher matcher = PATH.matcher(path == null ? "" : path);
    if (!matcher.matches()) {
      return Answer.text(NOT_FOUND, "there is nothing at this path");
    }
    if (!exchange.getRequestMethod().equals("GET")) {
      exchange.getResponseHeaders().set("Allow", "GET");
      return Answer.text(NOT_ALLOWED, "the method must be GET");
    }
    if (!matcher.group(1).equals(chain.hash())) {
      return Answer.text(NOT_FOUND, "this is the server of the chain " + chain.hash());
    }
    if (matcher.group(2) != null) {
      return Answer.json(ChainInfo.write(chain));
    }
    Instant now = clock.instant();
    String number = matcher.group(3);
    return number.equals("latest") ? latest(now) : round(number, now);
  }

  private Answer latest(Instant now) {
    long next = chain.firstAfter(now);
    return next == 1
        ? tooEarly(chain.genesis(), now)
        : Answer.json(RoundJson.write(beacon.round(next - 1)));
  }

  private Answer round(String text, Instant now) {
    long number;
    Instant time;
    try {
      number = Long.parseLong(text);
      time = chain.timeOf(number);
    } catch (IllegalArgumentException _) {
      return Answer.text(NOT_FOUND, "there is no round " + text);
    }
    return now.isBefore(time)
        ? tooEarly(time, now)
        : Answer.json(RoundJson.write(beacon.round(number)));
  }

  private static Answer tooEarly(Instant time, Instant now) {
    return Answer.text(TOO_EARLY, "the time of the round is %s, and it is %s".formatted(time, now));
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", answer.type());
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(answer.status(), -1);
      return;
    }
    exchange.sendResponseHeaders(answer.status(), answer.body().length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(answer.body());
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
