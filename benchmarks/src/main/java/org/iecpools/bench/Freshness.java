package org.iecpools.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.iecpools.bench.season.SeasonGenerator;
import org.iecpools.events.Event;

/**
 * Measures the freshness of the dashboard: writes an entry and queries the number continuously,
 * from the broker's acknowledgement until the entry is counted. Meanwhile, events of another season
 * arrive at a constant rate.
 */
final class Freshness {

  static final int PROBES = 200;

  /** Probes before the measurement, because the service has just started. */
  private static final int WARM_UP_PROBES = 20;

  /** Load in events per second. */
  static final int LOAD = 20_000;

  private static final int LOAD_SEASON = 2023;

  private static final Duration LEAD = Duration.ofSeconds(5);
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final int BURSTS_PER_SECOND = 200;

  private final Feed load;
  private final Feed probes;
  private final ServiceBoard board;
  private final SplittableRandom dice;
  private final Entries entries;
  private final SeasonGenerator season;
  private final AtomicLong sent = new AtomicLong();
  private volatile boolean enough;
  private int entered;

  /** Entries of earlier measurements on these topics. */
  private long before;

  /**
   * @param load writes the load
   * @param probes writes the probes, one at a time
   */
  Freshness(Feed load, Feed probes, ServiceBoard board, long seed) {
    this.load = load;
    this.probes = probes;
    this.board = board;
    this.dice = new SplittableRandom(seed);
    this.entries = new Entries(dice.split());
    // Enough for the longest run, with a margin.
    long most = LOAD * (LIMIT.plus(LEAD).toSeconds() + 10);
    this.season =
        new SeasonGenerator(LOAD_SEASON, seed, SeasonGenerator.candidatesFor(most * 5 / 4));
  }

  /** Probes until there are {@value #PROBES} results or the time limit is reached. */
  Fresh measure() throws InterruptedException {
    AtomicReference<RuntimeException> failure = new AtomicReference<>();
    Thread steady =
        Thread.ofPlatform()
            .name("load")
            .start(
                () -> {
                  try {
                    writeSteadily();
                  } catch (RuntimeException e) {
                    failure.set(e);
                  }
                });
    before = Entries.on(board);
    long began = System.nanoTime();
    List<Double> millis = new ArrayList<>();
    try {
      TimeUnit.NANOSECONDS.sleep(LEAD.toNanos());
      long giveUp = System.nanoTime() + LIMIT.toNanos();
      while (millis.size() < PROBES && System.nanoTime() < giveUp && failure.get() == null) {
        probe(millis, giveUp);
        // Random, so that probes do not coincide with periodic work of the service.
        TimeUnit.MILLISECONDS.sleep(dice.nextInt(100));
      }
    } finally {
      enough = true;
      steady.join();
    }
    if (failure.get() != null) {
      throw failure.get();
    }
    return new Fresh(millis, PROBES, sent.get() * 1e9 / (System.nanoTime() - began));
  }

  private void probe(List<Double> millis, long giveUp) throws InterruptedException {
    entered++;
    probes.sendAndWait(entries.next());
    long acknowledged = System.nanoTime();
    while (Entries.on(board) < before + entered) {
      if (System.nanoTime() > giveUp) {
        return;
      }
    }
    if (entered > WARM_UP_PROBES) {
      millis.add((System.nanoTime() - acknowledged) / 1e6);
    }
  }

  /** Writes the load in small bursts on a fixed schedule until {@code enough} is set. */
  private void writeSteadily() {
    long start = System.nanoTime();
    long burst = LOAD / BURSTS_PER_SECOND;
    while (season.hasNext()) {
      for (Event event : season.next()) {
        if (enough) {
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
