package org.iecpools.stats.stream;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.iecpools.events.ChangesRecord;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.Topics;
import org.iecpools.kit.clock.ServiceClock;
import org.iecpools.stats.domain.Dashboard;
import org.iecpools.stats.domain.Publications;
import org.iecpools.stats.domain.change.CountedValues;
import org.iecpools.stats.domain.change.Reported;
import org.iecpools.stats.domain.change.Stated;
import org.iecpools.stats.domain.change.Subject;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports changes on {@code iec.changes}, on one instance at a time ({@link SoleWriter}). It begins
 * when it has read everything that its predecessor had reported and had known, so a take-over
 * repeats and loses nothing (ADR 70).
 */
public final class ChangeWriter implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ChangeWriter.class);
  private static final Duration POLL_TIMEOUT = Duration.ofMillis(250);

  /** Values can change by time alone; the values of a whole season take milliseconds. */
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);

  /**
   * The values that hold now.
   *
   * @param changes counter that grows with every change of the values, except those by time
   * @param at the values at an instant
   */
  public record Values(LongSupplier changes, ValuesAt at) {

    /** The counted and the published values. */
    public static Values of(
        Dashboard dashboard, Publications publications, PublishedValues published) {
      return new Values(
          () -> dashboard.changes() + publications.changes() + published.changes(),
          now -> {
            Map<Subject, Stated> all =
                new HashMap<>(CountedValues.of(dashboard, publications, now));
            all.putAll(published.at(now, dashboard::seasonState));
            return all;
          });
    }
  }

  /** Computes values. */
  public interface ValuesAt {
    /** The values at an instant. */
    Map<Subject, Stated> compute(Instant now);
  }

  private final String group;
  private final Map<String, Object> connection;
  private final EventCodec codec;
  private final ServiceClock clock;
  private final Supplier<BooleanSupplier> drain;
  private final Supplier<BooleanSupplier> readBack;
  private final Values values;
  private final Reported reported;
  private final SessionThread thread =
      new SessionThread("changes", "reporting changes", this::runSession);

  /**
   * Creates the writer without starting it.
   *
   * @param group the consumer group, one for all instances
   * @param connection Kafka client settings for the connection to the broker
   * @param drain marks the current ends of everything that the service reads, {@code iec.changes}
   *     included; the result is true once everything up to those ends is counted and visible here
   * @param readBack the same for {@code iec.changes} alone
   * @param reported the fold of {@code iec.changes}
   */
  public ChangeWriter(
      String group,
      Map<String, Object> connection,
      EventCodec codec,
      ServiceClock clock,
      Supplier<BooleanSupplier> drain,
      Supplier<BooleanSupplier> readBack,
      Values values,
      Reported reported) {
    this.group = group;
    this.connection = connection;
    this.codec = codec;
    this.clock = clock;
    this.drain = drain;
    this.readBack = readBack;
    this.values = values;
    this.reported = reported;
  }

  /** Starts the thread that writes. */
  public void start() {
    thread.start();
  }

  /** Leaves the group and stops; waits up to 10 s. */
  @Override
  public void close() {
    thread.close();
  }

  /** Whether the thread has ended without {@link #close}. */
  boolean isDead() {
    return thread.isDead();
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private void runSession() {
    try (SoleWriter<ChangesRecord> writer =
        new SoleWriter<>(group, connection, Topics.CHANGES, codec)) {
      new Session(writer).run();
    }
  }

  /** One membership of this instance in the consumer group. */
  private final class Session {

    private final SoleWriter<ChangesRecord> writer;

    /**
     * True once everything is visible here that was reported and received before; null if another
     * instance writes, or after a rebalance.
     */
    private @Nullable BooleanSupplier ready;

    private boolean isReady;
    private long computedAt;
    private long computedFor;

    Session(SoleWriter<ChangesRecord> writer) {
      this.writer = writer;
    }

    void run() {
      writer.join(this::beginAgain);
      while (!thread.isClosed()) {
        boolean isOwner = writer.poll(POLL_TIMEOUT);
        if (!isOwner) {
          continue;
        }
        BooleanSupplier awaited = ready;
        if (awaited == null) {
          // Everything that a predecessor has reported is before the ends that are marked then.
          writer.awaitPredecessor();
          ready = drain.get();
        } else if (!isReady) {
          isReady = awaited.getAsBoolean();
        } else if (isDue()) {
          report();
        }
      }
    }

    private boolean isDue() {
      long pause = System.nanoTime() - computedAt;
      boolean hasChanged = values.changes().getAsLong() != computedFor;
      return computedAt == 0
          || pause > LONGEST_PAUSE.toNanos()
          || hasChanged && pause > SHORTEST_PAUSE.toNanos();
    }

    private void report() {
      computedFor = values.changes().getAsLong();
      computedAt = System.nanoTime();
      // Another instance's clock may have been ahead.
      Instant now = later(clock.instant(), reported.lastReportedAt());
      List<ChangesRecord> due = reported.due(values.at().compute(now), now);
      if (due.isEmpty()) {
        return;
      }
      writer.write(due);
      LOG.info("reported records={}", due.size());
      // The next difference is only right when these records have been read back.
      ready = readBack.get();
      isReady = false;
    }

    private void beginAgain() {
      ready = null;
      isReady = false;
      computedAt = 0;
    }
  }
}
