package org.iecpools.beacon.relay;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.iecpools.beacon.BeaconChain;
import org.iecpools.beacon.BeaconFault;
import org.iecpools.beacon.BeaconRound;
import org.iecpools.beacon.DrandChain;
import org.iecpools.beacon.PulseChain;
import tools.jackson.databind.JsonNode;

/**
 * Gets rounds of one chain from several relays, in drand's HTTP API, version 1, or in that of
 * NIST's Randomness Beacon 2.0. Thread-safe.
 *
 * <p>No relay is trusted: every answer is verified with the chain's key. With drand there is
 * exactly one valid signature for each number, so two relays cannot give different rounds that are
 * both genuine. The first genuine answer is therefore as good as the agreement of all, and a relay
 * that gives different answers to different readers can only give one that counts. Pulses are as
 * unique as their signer makes them.
 *
 * <p>The next relay is asked when the ones before have failed, or have not answered for a while.
 * This spares the relays, which are run for free, and costs a second if the first one hangs.
 */
public final class BeaconClient implements AutoCloseable {

  /** A round of drand has some 300 bytes, a pulse some 4,000. */
  static final int MAX_BODY_BYTES = 16 << 10;

  private static final int MAX_REASON_CHARACTERS = 200;

  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int TOO_EARLY = 425;

  /**
   * How long to wait.
   *
   * @param perRelay for the complete answer of one relay, including its verification
   * @param untilNext without an answer, before the next relay is also asked
   * @param overall for all relays together
   */
  public record Limits(Duration perRelay, Duration untilNext, Duration overall) {

    /** For relays on the internet. */
    public static final Limits DEFAULT =
        new Limits(Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ofSeconds(20));

    public Limits {
      if (!perRelay.isPositive() || untilNext.isNegative() || !overall.isPositive()) {
        throw new IllegalArgumentException("limits must be positive");
      }
    }
  }

  private sealed interface Reply {
    URI relay();

    record Right(URI relay, BeaconRound round) implements Reply {}

    record Wrong(URI relay, RelayFault fault) implements Reply {}

    /** An error of this program. */
    record Broken(URI relay, Throwable cause) implements Reply {}
  }

  private final BeaconChain chain;
  private final List<URI> relays;
  private final Limits limits;
  private final InstantSource clock;
  private final HttpClient http;

  /**
   * @param relays in the order in which they are asked, such as {@code https://api.drand.sh} or
   *     {@code https://beacon.nist.gov}. An address may have a path
   * @throws IllegalArgumentException if there is none, or one cannot be that of a relay
   */
  public BeaconClient(BeaconChain chain, List<URI> relays, Limits limits, InstantSource clock) {
    if (relays.isEmpty()) {
      throw new IllegalArgumentException("at least one relay is needed");
    }
    relays.forEach(
        relay ->
            fault(relay)
                .ifPresent(
                    fault -> {
                      throw new IllegalArgumentException(
                          "the address of a relay is invalid: " + fault);
                    }));
    this.chain = chain;
    this.relays = relays.stream().distinct().toList();
    this.limits = limits;
    this.clock = clock;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            // A relay has no reason to send its readers to another host, or into this network.
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(limits.perRelay())
            .build();
  }

  /** Why an address cannot be that of a relay. */
  public static Optional<String> fault(URI relay) {
    if (!"http".equals(relay.getScheme()) && !"https".equals(relay.getScheme())) {
      return Optional.of("it does not begin with http:// or https://");
    }
    if (relay.getHost() == null) {
      return Optional.of("it has no host");
    }
    if (relay.getRawUserInfo() != null
        || relay.getRawQuery() != null
        || relay.getRawFragment() != null) {
      return Optional.of("it has a user, a query or a fragment");
    }
    return Optional.empty();
  }

  /** The chain whose rounds are accepted. */
  public BeaconChain chain() {
    return chain;
  }

  /**
   * Gets a round. No relay is asked before its time.
   *
   * @param number 1 or more
   * @throws IllegalArgumentException if there is no round with this number
   */
  public FetchResult fetch(long number) throws InterruptedException {
    Instant time = chain.timeOf(number);
    if (clock.instant().isBefore(time)) {
      return new FetchResult.TooEarly(time);
    }
    // Not closed with try: that would wait for a relay that does not answer.
    ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    try {
      return fetch(number, executor);
    } finally {
      executor.shutdownNow();
    }
  }

  private FetchResult fetch(long number, Executor executor) throws InterruptedException {
    BlockingQueue<Reply> replies = new LinkedBlockingQueue<>();
    Map<URI, RelayFault> faults = new HashMap<>();
    Deque<URI> unasked = new ArrayDeque<>(relays);
    int running = 0;
    long end = System.nanoTime() + limits.overall().toNanos();
    long next = System.nanoTime();
    while (running > 0 || !unasked.isEmpty()) {
      long now = System.nanoTime();
      if (now - end >= 0) {
        break;
      }
      if (!unasked.isEmpty() && (running == 0 || now - next >= 0)) {
        ask(unasked.remove(), number, executor, replies);
        running++;
        next = now + limits.untilNext().toNanos();
        continue;
      }
      long wait = unasked.isEmpty() ? end - now : Math.min(end - now, next - now);
      Reply reply = replies.poll(wait, TimeUnit.NANOSECONDS);
      if (reply == null) {
        continue;
      }
      running--;
      switch (reply) {
        case Reply.Right right -> {
          return new FetchResult.Genuine(right.round(), right.relay(), ordered(faults));
        }
        case Reply.Wrong wrong -> faults.put(wrong.relay(), wrong.fault());
        case Reply.Broken broken ->
            throw new IllegalStateException("cannot ask " + broken.relay(), broken.cause());
      }
    }
    unasked.forEach(relay -> faults.put(relay, new RelayFault.NotAsked()));
    relays.forEach(relay -> faults.putIfAbsent(relay, new RelayFault.TimedOut(limits.overall())));
    return faults.values().stream().allMatch(BeaconClient::isMissing)
        ? new FetchResult.Late(ordered(faults))
        : new FetchResult.Failed(ordered(faults));
  }

  private static boolean isMissing(RelayFault fault) {
    return switch (fault) {
      case RelayFault.Missing _, RelayFault.OtherTime _ -> true;
      case RelayFault.Unreachable _,
          RelayFault.TimedOut _,
          RelayFault.NotAsked _,
          RelayFault.UnexpectedStatus _,
          RelayFault.TooLarge _,
          RelayFault.Malformed _,
          RelayFault.OtherRound _,
          RelayFault.NotGenuine _ ->
          false;
    };
  }

  private Map<URI, RelayFault> ordered(Map<URI, RelayFault> faults) {
    Map<URI, RelayFault> ordered = new LinkedHashMap<>();
    for (URI relay : relays) {
      RelayFault fault = faults.get(relay);
      if (fault != null) {
        ordered.put(relay, fault);
      }
    }
    return ordered;
  }

  private void ask(URI relay, long number, Executor executor, BlockingQueue<Reply> replies) {
    CompletableFuture.supplyAsync(() -> ask(relay, number), executor)
        .completeOnTimeout(
            new Reply.Wrong(relay, new RelayFault.TimedOut(limits.perRelay())),
            limits.perRelay().toNanos(),
            TimeUnit.NANOSECONDS)
        .whenComplete(
            (reply, error) -> replies.add(error == null ? reply : new Reply.Broken(relay, error)));
  }

  private Reply ask(URI relay, long number) {
    HttpRequest request =
        HttpRequest.newBuilder(address(relay, number))
            .timeout(limits.perRelay())
            .header("Accept", "application/json")
            .build();
    try {
      HttpResponse<InputStream> response =
          http.send(request, HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        return switch (response.statusCode()) {
          case OK -> judge(relay, number, body.readNBytes(MAX_BODY_BYTES + 1));
          case NOT_FOUND, TOO_EARLY ->
              new Reply.Wrong(relay, new RelayFault.Missing(response.statusCode()));
          default -> new Reply.Wrong(relay, new RelayFault.UnexpectedStatus(response.statusCode()));
        };
      }
    } catch (HttpTimeoutException _) {
      return new Reply.Wrong(relay, new RelayFault.TimedOut(limits.perRelay()));
    } catch (IOException e) {
      return new Reply.Wrong(relay, new RelayFault.Unreachable(reason(e)));
    } catch (InterruptedException _) {
      // The fetch has ended, and nobody reads this.
      return new Reply.Wrong(relay, new RelayFault.TimedOut(limits.perRelay()));
    }
  }

  private URI address(URI relay, long number) {
    String address = relay.toString();
    String base = address.endsWith("/") ? address.substring(0, address.length() - 1) : address;
    return URI.create(
        switch (chain) {
          case DrandChain drand -> "%s/%s/public/%d".formatted(base, drand.hash(), number);
          case PulseChain pulses ->
              "%s/beacon/2.0/pulse/time/%d".formatted(base, pulses.timeOf(number).toEpochMilli());
        });
  }

  private Reply judge(URI relay, long number, byte[] body) {
    if (body.length > MAX_BODY_BYTES) {
      return new Reply.Wrong(relay, new RelayFault.TooLarge(MAX_BODY_BYTES));
    }
    BeaconRound round;
    try {
      switch (chain) {
        case DrandChain _ -> round = RoundJson.read(body);
        case PulseChain pulses -> {
          JsonNode pulse = PulseJson.read(body);
          Instant time = PulseJson.time(pulse);
          if (!time.equals(pulses.timeOf(number))) {
            return new Reply.Wrong(relay, new RelayFault.OtherTime(time));
          }
          round = PulseJson.round(pulse, number);
        }
      }
    } catch (IllegalArgumentException e) {
      return new Reply.Wrong(relay, new RelayFault.Malformed(String.valueOf(e.getMessage())));
    }
    if (round.number() != number) {
      return new Reply.Wrong(relay, new RelayFault.OtherRound(round.number()));
    }
    Optional<BeaconFault> fault = chain.fault(round);
    return fault.isPresent()
        ? new Reply.Wrong(relay, new RelayFault.NotGenuine(fault.get()))
        : new Reply.Right(relay, round);
  }

  /** Without control characters and not longer than a line, because it may quote the relay. */
  private static String reason(IOException e) {
    if (e.getCause() instanceof UnresolvedAddressException
        || e.getCause() != null && e.getCause().getCause() instanceof UnresolvedAddressException) {
      return "its host is not known";
    }
    String text =
        e instanceof ConnectException ? "no connection" : String.valueOf(e.getMessage()).strip();
    String line = text.replaceAll("\\p{C}", " ");
    return line.length() <= MAX_REASON_CHARACTERS
        ? line
        : line.substring(0, MAX_REASON_CHARACTERS) + "...";
  }

  /** Ends requests that are still running. */
  @Override
  public void close() {
    http.shutdownNow();
    http.close();
  }
}
