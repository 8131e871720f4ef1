package org.iecpools.invitation.stream;

import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import org.iecpools.beacon.BeaconChain;
import org.iecpools.beacon.BeaconRound;
import org.iecpools.beacon.relay.BeaconClient;
import org.iecpools.beacon.relay.FetchResult;
import org.iecpools.beacon.relay.RelayFault;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rounds of the beacon that draws wait for. Requested rounds are fetched in the background from
 * their time on, again and again until a relay gives a genuine one, so that a stream thread never
 * waits for a relay. They are fetched side by side, so that a round that no relay gives delays no
 * other one. Thread-safe.
 */
public final class BeaconValues implements LongFunction<Optional<BeaconRound>>, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(BeaconValues.class);
  private static final long INTERVAL_MILLIS = 250;

  /**
   * More than lists that are usually closed at one time. Further rounds take turns: a round that
   * was tried queues up again behind those that were not.
   */
  private static final int AT_ONCE = 16;

  /** A draw needs its round once. Those of before are fetched again if they are needed again. */
  private static final int KEPT = 1_000;

  /**
   * A round that a draw waits for.
   *
   * @param since the round's time
   * @param faults what is wrong with the relays, by the last attempt; empty before the first
   */
  public record Awaited(long number, Instant since, Map<URI, String> faults) {}

  private final BeaconClient client;
  private final InstantSource clock;
  private final ConcurrentSkipListSet<Long> wanted = new ConcurrentSkipListSet<>();
  private final Map<Long, BeaconRound> known = new ConcurrentHashMap<>();
  private final Map<Long, Map<URI, String>> faults = new ConcurrentHashMap<>();

  /** Rounds that are being fetched or queue up for it. */
  private final Set<Long> begun = ConcurrentHashMap.newKeySet();

  private final ScheduledExecutorService scheduler =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("beacon").daemon().factory());
  private final ThreadPoolExecutor fetchers =
      new ThreadPoolExecutor(
          AT_ONCE,
          AT_ONCE,
          0,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          Thread.ofVirtual().name("beacon-", 0).factory(),
          // A request that comes while this is closed.
          new ThreadPoolExecutor.DiscardPolicy());

  private BeaconValues(BeaconClient client, InstantSource clock) {
    this.client = client;
    this.clock = clock;
  }

  /** Begins to fetch what is requested. Closes the client when it is closed. */
  public static BeaconValues from(BeaconClient client, InstantSource clock) {
    BeaconValues values = new BeaconValues(client, clock);
    values.scheduler.scheduleWithFixedDelay(
        values::beginAll, 0, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
    return values;
  }

  /** The chain of the rounds. */
  public BeaconChain chain() {
    return client.chain();
  }

  /** A round if it is known; otherwise it is fetched, at once if its time has come. */
  @Override
  public Optional<BeaconRound> apply(long number) {
    BeaconRound round = known.get(number);
    if (round == null) {
      wanted.add(number);
      begin(number);
    }
    return Optional.ofNullable(round);
  }

  /** Rounds whose time has come and that no relay has given yet, the oldest first. */
  public List<Awaited> awaited() {
    Instant now = clock.instant();
    return wanted.stream()
        .map(
            number ->
                new Awaited(number, chain().timeOf(number), faults.getOrDefault(number, Map.of())))
        .filter(awaited -> !now.isBefore(awaited.since()))
        .toList();
  }

  private void beginAll() {
    wanted.forEach(this::begin);
  }

  /** Fetches a round unless its time has not come or this is under way. */
  private void begin(long number) {
    if (!clock.instant().isBefore(chain().timeOf(number)) && begun.add(number)) {
      fetchers.execute(() -> tryToFetch(number));
    }
  }

  private void tryToFetch(long number) {
    try {
      fetch(number);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.error("round {} of the beacon cannot be fetched", number, e);
    } finally {
      begun.remove(number);
    }
  }

  private void fetch(long number) throws InterruptedException {
    switch (client.fetch(number)) {
      case FetchResult.Genuine(BeaconRound round, URI relay, Map<URI, RelayFault> before) -> {
        report(number, texts(before));
        if (known.size() >= KEPT) {
          known.clear();
        }
        known.put(number, round);
        wanted.remove(number);
        faults.remove(number);
        LOG.info("beacon round={} relay={}", number, relay);
      }
      case FetchResult.TooEarly _ -> {}
      case FetchResult.Late(Map<URI, RelayFault> all) -> report(number, texts(all));
      case FetchResult.Failed(Map<URI, RelayFault> all) -> report(number, texts(all));
    }
  }

  private static Map<URI, String> texts(Map<URI, RelayFault> faults) {
    Map<URI, String> texts = new LinkedHashMap<>();
    faults.forEach((relay, fault) -> texts.put(relay, fault.text()));
    return texts;
  }

  /** Logs faults when they differ from those of the last attempt. */
  private void report(long number, Map<URI, String> now) {
    Map<URI, String> before = faults.put(number, now);
    if (!now.isEmpty() && !now.equals(before)) {
      LOG.warn(
          "beacon round={}: {}",
          number,
          now.entrySet().stream()
              .map(fault -> fault.getKey() + " " + fault.getValue())
              .collect(Collectors.joining("; ")));
    }
  }

  /** Ends all requests. */
  @Override
  public void close() {
    scheduler.shutdownNow();
    fetchers.shutdownNow();
    client.close();
  }
}
