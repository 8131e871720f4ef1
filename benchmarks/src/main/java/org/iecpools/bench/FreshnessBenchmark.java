package org.iecpools.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.iecpools.bench.harness.EventWriter;
import org.iecpools.bench.harness.LoadThread;
import org.iecpools.bench.season.SeasonGenerator;
import org.iecpools.events.Event;

/**
 * Measures the freshness of the dashboard: writes an entry and queries the number continuously,
 * from the broker's acknowledgement until the entry is counted. Meanwhile, events of another season
 * arrive at a constant rate.
 */
final class FreshnessBenchmark {

  static final int PROBES = 200;

  /** Probes before the measurement, because the service has just started. */
  private static final int WARM_UP_PROBES = 20;

  /** Load in events per second. */
  static final int LOAD = 20_000;

  private static final int LOAD_SEASON = 2023;

  /** Time for which the load runs before the first probe. */
  private static final Duration LEAD_TIME = Duration.ofSeconds(5);

  private static final Duration TIME_LIMIT = Duration.ofSeconds(90);
  private static final int BURSTS_PER_SECOND = 200;

  private final EventWriter load;
  private final EventWriter probes;
  private final DashboardNumbers dashboard;
  private final SplittableRandom random;
  private final ProbeEntries entries;
  private final SeasonGenerator season;
  private final AtomicLong sent = new AtomicLong();
  private int entered;

  /** Entries of earlier measurements on these topics. */
  private long before;

  /**
   * @param load writes the load
   * @param probes writes the probes, one at a time
   */
  FreshnessBenchmark(EventWriter load, EventWriter probes, DashboardNumbers dashboard, long seed) {
    this.load = load;
    this.probes = probes;
    this.dashboard = dashboard;
    this.random = new SplittableRandom(seed);
    this.entries = new ProbeEntries(random.split());
    // Enough for the longest run, with a margin.
    long maxEvents = LOAD * (TIME_LIMIT.plus(LEAD_TIME).toSeconds() + 10);
    this.season =
        new SeasonGenerator(LOAD_SEASON, seed, SeasonGenerator.candidatesFor(maxEvents * 5 / 4));
  }

  /** Probes until there are {@value #PROBES} results or the time limit is reached. */
  FreshnessResult measure() throws InterruptedException {
    before = ProbeEntries.countOn(dashboard);
    long began = System.nanoTime();
    List<Double> millis = new ArrayList<>();
    try (LoadThread steady = LoadThread.start(this::writeSteadily)) {
      TimeUnit.NANOSECONDS.sleep(LEAD_TIME.toNanos());
      long deadline = System.nanoTime() + TIME_LIMIT.toNanos();
      while (millis.size() < PROBES && System.nanoTime() < deadline && !steady.hasFailed()) {
        probe(millis, deadline);
        // Random, so that probes do not coincide with periodic work of the service.
        TimeUnit.MILLISECONDS.sleep(random.nextInt(100));
      }
      steady.stop();
    }
    return new FreshnessResult(millis, PROBES, sent.get() * 1e9 / (System.nanoTime() - began));
  }

  private void probe(List<Double> millis, long deadline) throws InterruptedException {
    entered++;
    probes.sendAndWait(entries.next());
    long acknowledged = System.nanoTime();
    while (ProbeEntries.countOn(dashboard) < before + entered) {
      if (System.nanoTime() > deadline) {
        return;
      }
    }
    if (entered > WARM_UP_PROBES) {
      millis.add((System.nanoTime() - acknowledged) / 1e6);
    }
  }

  /** Writes the load in small bursts on a fixed schedule until the thread is stopped. */
  private void writeSteadily(LoadThread thread) {
    long start = System.nanoTime();
    long burst = LOAD / BURSTS_PER_SECOND;
    while (season.hasNext()) {
      for (Event event : season.next()) {
        if (thread.isStopped()) {
          return;
        }
        load.send(event);
        long done = sent.incrementAndGet();
        if (done % burst == 0) {
          long due = start + done * 1_000_000_000L / LOAD;
          LockSupport.parkNanos(Math.max(0, due - System.nanoTime()));
        }
      }
    }
  }
}
