package org.iecpools.kit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time up to which everything that entered the log has been processed (ADR 23). What costs a
 * candidate something waits for it: the clock alone does not show what is still to be read.
 *
 * <p>A mark notes the time, then where the first topics end, and waits until the group that reads
 * them has committed beyond; then the same for the topics that it writes, to the last. Ends are
 * where the log really ends, so an open transaction holds the mark, as does a group that is away,
 * slow or rebalancing.
 */
public final class LogWatermark implements AutoCloseable {

  /**
   * Kept between a mark's time and the watermark. A record has its time before it can be seen:
   * until then it is replicated, for at most the 45 seconds after which a broker gives a silent
   * follower up. Besides, the clocks of brokers and services differ a little.
   */
  static final Duration ALLOWANCE = Duration.ofMinutes(1);

  /**
   * A process that was stopped for longer between two steps begins a new mark: the group may have
   * given its tasks to others, whose progress is not its own. Below the consumers' session timeout.
   */
  static final Duration LONGEST_STEP = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(LogWatermark.class);
  private static final Duration LOOK_EVERY = Duration.ofMillis(500);

  /**
   * Topics and who reads them.
   *
   * @param group consumer group whose commits count
   */
  public record Stage(String group, List<String> topics) {}

  /** Where topics end, and how far groups are. */
  interface Logs {
    /** Ends of every partition, records of open transactions included. */
    Map<TopicPartition, Long> ends(List<String> topics);

    /** Whether a group has committed all that stood before these ends. */
    boolean isProcessed(String group, Map<TopicPartition, Long> ends);
  }

  private record Mark(Instant at, int stage, Map<TopicPartition, Long> ends) {}

  private final InstantSource clock;
  private final boolean simulated;
  private final LongSupplier nanos;
  private final Logs logs;
  private final List<Stage> stages;
  private final Instant start;
  private volatile Instant reached = Instant.EPOCH;
  private volatile String waitsFor = "the first mark";
  private volatile boolean closed;
  private Mark mark;
  private long lastStep;
  private Thread thread;

  LogWatermark(
      InstantSource clock, boolean simulated, LongSupplier nanos, Logs logs, List<Stage> stages) {
    this.clock = clock;
    this.simulated = simulated;
    this.nanos = nanos;
    this.logs = logs;
    this.stages = List.copyOf(stages);
    this.start = clock.instant();
    this.lastStep = nanos.getAsLong();
  }

  /**
   * A watermark that a thread of its own moves. In a simulation the clock stands until everything
   * has been processed, so it is the clock's time.
   *
   * @param stages in the order in which records pass through them
   */
  public static LogWatermark of(ServiceClock clock, Drain drain, List<Stage> stages) {
    LogWatermark watermark =
        new LogWatermark(clock, clock.isSimulated(), System::nanoTime, drain, stages);
    if (!clock.isSimulated()) {
      watermark.thread =
          Thread.ofPlatform().name("log-watermark").daemon().start(watermark::follow);
    }
    return watermark;
  }

  /** A watermark that is a simulated clock's time. */
  public static LogWatermark of(ServiceClock simulated) {
    if (!simulated.isSimulated()) {
      throw new IllegalArgumentException("in real time, the log has to be looked at");
    }
    return new LogWatermark(simulated, true, System::nanoTime, null, List.of());
  }

  /**
   * Everything that entered the log up to then has been processed; the epoch before it is known.
   */
  public Instant reached() {
    return simulated ? clock.instant() : reached;
  }

  /** How far it is behind the clock: a little over a minute when nothing is wrong. */
  public Duration lag() {
    Instant known = reached();
    return Duration.between(known.equals(Instant.EPOCH) ? start : known, clock.instant());
  }

  /** What the present mark waits for. */
  public String waitsFor() {
    return simulated ? "nothing: time is simulated" : waitsFor;
  }

  private void follow() {
    while (!closed) {
      try {
        look();
      } catch (InterruptException e) {
        return;
      } catch (RuntimeException e) {
        // Whatever it is, the next look may succeed; without one the watermark would stand for
        // ever.
        mark = null;
        String reason = e.getCause() == null ? e.toString() : e + ": " + e.getCause();
        if (!waitsFor.equals(reason)) {
          LOG.warn("watermark waits reason=\"{}\"", reason);
        }
        waitsFor = reason;
      }
      try {
        Thread.sleep(LOOK_EVERY);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /** Takes the present mark as far as it goes now. */
  void look() {
    if (wasStopped() || mark == null) {
      mark = at(clock.instant(), 0);
    }
    Mark now = mark;
    while (logs.isProcessed(stages.get(now.stage()).group(), now.ends())) {
      if (wasStopped()) {
        mark = null;
        return;
      }
      if (now.stage() == stages.size() - 1) {
        Instant all = now.at().minus(ALLOWANCE);
        reached = all.isAfter(reached) ? all : reached;
        mark = null;
        waitsFor = "nothing";
        return;
      }
      now = at(now.at(), now.stage() + 1);
    }
    mark = now;
    Stage stage = stages.get(now.stage());
    waitsFor = stage.group() + " to read " + String.join(", ", stage.topics());
  }

  private Mark at(Instant time, int stage) {
    return new Mark(time, stage, logs.ends(stages.get(stage).topics()));
  }

  private boolean wasStopped() {
    long now = nanos.getAsLong();
    boolean stopped = now - lastStep > LONGEST_STEP.toNanos();
    lastStep = now;
    return stopped;
  }

  @Override
  public void close() {
    closed = true;
    if (thread != null) {
      thread.interrupt();
      try {
        thread.join(LONGEST_STEP);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
