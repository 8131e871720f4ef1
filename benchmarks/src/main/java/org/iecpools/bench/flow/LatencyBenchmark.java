package org.iecpools.bench.flow;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.iecpools.bench.harness.EventWriter;
import org.iecpools.bench.harness.LoadThread;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.ProfileSubmitted;
import org.iecpools.kafka.Topics;
import org.iecpools.stack.StackException;
import tools.jackson.databind.JsonNode;

/**
 * Measures the time from the acknowledgement of single profiles until the dashboard counts them.
 * Each of these probes goes to the next of several pools that receive nothing else, so that the
 * dashboard's number identifies it.
 */
final class LatencyBenchmark {

  private static final int PROBES_UNDER_LOAD = 400;
  private static final int PROBES_WHEN_IDLE = 100;

  /** Probes before those that count. */
  private static final int WARM_UP_PROBES = 20;

  /** Time between two probes under load, which do not wait for each other. */
  private static final long PROBE_INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /** Longest time between two probes on the idle stack. */
  private static final int MAX_PAUSE_MS = 150;

  /** Pause between two requests for the dashboard. */
  private static final long POLL_INTERVAL_MS = 5;

  private static final Duration LEAD_TIME = Duration.ofSeconds(5);

  /** Longest time without a probe that becomes visible. */
  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  private static final int LOAD_BURSTS_PER_SECOND = 100;

  private final ServiceStack services;
  private final EventWriter load;
  private final EventWriter probes;
  private final Profiles profiles;
  private final SplittableRandom random;

  /** Every profile sent, for the accounts. */
  private final List<ProfileSubmitted> sent = new ArrayList<>();

  private final Map<String, Deque<Probe>> underWay = new HashMap<>();
  private final Map<String, Long> probesIn = new HashMap<>();

  /** A profile whose number on the dashboard of its pool is known in advance. */
  private static final class Probe {
    private final long number;
    private volatile long acknowledged;

    Probe(long number) {
      this.number = number;
    }
  }

  /**
   * @param load writes the load
   * @param probes writes the probes without waiting for more records
   */
  LatencyBenchmark(
      ServiceStack services, EventWriter load, EventWriter probes, Profiles profiles, long seed) {
    this.services = services;
    this.load = load;
    this.probes = probes;
    this.profiles = profiles;
    this.random = new SplittableRandom(seed);
  }

  /** All profiles sent so far. */
  List<ProfileSubmitted> sent() {
    return sent;
  }

  /** Measures single profiles; the next one follows when the last one is visible. */
  Latency whenIdle() throws InterruptedException {
    return new Latency(measure(PROBES_WHEN_IDLE, true), 0);
  }

  /**
   * Measures while other profiles are written on a fixed schedule, whatever the services do.
   *
   * @param rate profiles per second
   */
  Latency underLoad(double rate) throws InterruptedException {
    List<ProfileSubmitted> written = new ArrayList<>();
    Profiles others = profiles.split();
    long began = System.nanoTime();
    try (LoadThread steady =
        LoadThread.start(thread -> writeSteadily(thread, others, rate, written))) {
      TimeUnit.NANOSECONDS.sleep(LEAD_TIME.toNanos());
      List<Double> millis = measure(PROBES_UNDER_LOAD, false);
      steady.stop();
      double seconds = (System.nanoTime() - began) / 1e9;
      load.flush();
      sent.addAll(written);
      return new Latency(millis, written.size() / seconds);
    }
  }

  private void writeSteadily(
      LoadThread thread, Profiles others, double rate, List<ProfileSubmitted> written) {
    long start = System.nanoTime();
    for (long burst = 1; !thread.isStopped(); burst++) {
      long due = Math.round(burst * rate / LOAD_BURSTS_PER_SECOND);
      for (ProfileSubmitted profile : others.burst((int) (due - written.size()))) {
        load.send(profile);
        written.add(profile);
      }
      long next = start + burst * 1_000_000_000L / LOAD_BURSTS_PER_SECOND;
      LockSupport.parkNanos(Math.max(0, next - System.nanoTime()));
    }
  }

  private List<Double> measure(int planned, boolean oneByOne) throws InterruptedException {
    List<PoolId> pools = profiles.probePools();
    List<Double> millis = new ArrayList<>();
    int all = planned + WARM_UP_PROBES;
    int next = 0;
    int seen = 0;
    long due = System.nanoTime();
    long deadline = due + TIMEOUT.toNanos();
    while (seen < all) {
      if (next < all && System.nanoTime() >= due && (!oneByOne || seen == next)) {
        send(pools.get(next % pools.size()));
        next++;
        due += PROBE_INTERVAL_NANOS;
      }
      for (double visible : visible()) {
        seen++;
        deadline = System.nanoTime() + TIMEOUT.toNanos();
        due = oneByOne ? System.nanoTime() + pauseNanos() : due;
        if (seen > WARM_UP_PROBES) {
          millis.add(visible);
        }
      }
      if (System.nanoTime() > deadline) {
        throw new StackException(
            "%d of %d single profiles are not visible; none became visible for %d s"
                .formatted(next - seen, next, TIMEOUT.toSeconds()));
      }
      TimeUnit.MILLISECONDS.sleep(oneByOne ? 1 : POLL_INTERVAL_MS);
    }
    return millis;
  }

  /** Random, so that probes do not coincide with periodic work of the services. */
  private long pauseNanos() {
    return TimeUnit.MILLISECONDS.toNanos(random.nextInt(MAX_PAUSE_MS));
  }

  private void send(PoolId pool) {
    String name = PoolIds.text(pool);
    Probe probe = new Probe(probesIn.merge(name, 1L, Long::sum));
    underWay.computeIfAbsent(name, _ -> new ArrayDeque<>()).add(probe);
    ProfileSubmitted profile = profiles.of(pool, 1).getFirst();
    sent.add(profile);
    probes.send(Topics.PROFILES.name(), profile, () -> probe.acknowledged = System.nanoTime());
  }

  /** The times of the probes that have become visible since the last call, in milliseconds. */
  private List<Double> visible() {
    List<Double> millis = new ArrayList<>();
    JsonNode rows = services.rows();
    long now = System.nanoTime();
    for (JsonNode row : rows) {
      Deque<Probe> waiting = underWay.get(row.get("pool").asString());
      long shown = row.get("candidatesInPool").asLong();
      while (waiting != null
          && !waiting.isEmpty()
          && waiting.getFirst().number <= shown
          && waiting.getFirst().acknowledged != 0) {
        millis.add((now - waiting.removeFirst().acknowledged) / 1e6);
      }
    }
    return millis;
  }
}
