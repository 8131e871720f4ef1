package org.iecpools.kit.clock;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time up to which everything that entered the log has been processed (ADR 23). Decisions to a
 * candidate's disadvantage wait for it, because the clock alone does not show which records are
 * still unread.
 *
 * <p>A mark takes the current time, then the end offsets of the first stage's topics, and waits
 * until the group that reads them has committed up to these. It then repeats this for the topics of
 * each following stage. End offsets include open transactions. An open transaction therefore holds
 * the watermark back, as does a group that is down, slow or rebalancing.
 */
public final class LogWatermark implements AutoCloseable {

  /**
   * Safety margin that is subtracted from a mark's time. A record gets its timestamp before it
   * becomes visible: it is first replicated, which takes at most the 45 seconds after which a
   * broker gives up on a silent follower. The margin also covers small differences between the
   * clocks of brokers and services.
   */
  static final Duration ALLOWANCE = Duration.ofMinutes(1);

  /**
   * Longest pause between two steps of a mark. After a longer one a new mark begins, because the
   * group may have assigned this process's tasks to other instances meanwhile. Below the consumers'
   * session timeout.
   */
  static final Duration LONGEST_STEP = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(LogWatermark.class);
  private static final Duration POLL_INTERVAL = Duration.ofMillis(500);
  private static final Duration TWO_MARKS = Duration.ofSeconds(15);

  /**
   * Topics and the group that reads them.
   *
   * @param group consumer group whose commits count
   * @param mayBeMissing whether topics that do not exist are left out, because no instance of the
   *     group has written to them yet
   */
  public record Stage(String group, List<String> topics, boolean mayBeMissing) {

    /** A stage whose topics all exist. */
    public Stage(String group, List<String> topics) {
      this(group, topics, false);
    }
  }

  /** In a simulation the log is not read. */
  private static final Logs NONE =
      new Logs() {
        @Override
        public Map<TopicPartition, Long> ends(List<String> topics) {
          return Map.of();
        }

        @Override
        public List<String> existing(List<String> topics) {
          return List.of();
        }

        @Override
        public boolean isProcessed(String group, Map<TopicPartition, Long> ends) {
          return true;
        }
      };

  /** Access to end offsets and committed offsets. */
  public interface Logs {
    /** End offsets of every partition, including records of open transactions. */
    Map<TopicPartition, Long> ends(List<String> topics);

    /** Those of the topics that exist. */
    List<String> existing(List<String> topics);

    /** Whether a group has committed all records before these end offsets. */
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
  private @Nullable Mark mark;
  private long lastStep;
  private @Nullable Thread thread;

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
   * A watermark that a thread of its own advances. In a simulation it equals the clock's time,
   * because the clock stands still until everything has been processed.
   *
   * @param stages in the order in which records pass through them
   */
  public static LogWatermark of(ServiceClock clock, Logs logs, List<Stage> stages) {
    LogWatermark watermark =
        new LogWatermark(clock, clock.isSimulated(), System::nanoTime, logs, stages);
    if (!clock.isSimulated()) {
      watermark.thread =
          Thread.ofPlatform().name("log-watermark").daemon().start(watermark::follow);
    }
    return watermark;
  }

  /**
   * A watermark that equals a simulated clock's time.
   *
   * @throws IllegalArgumentException if the clock is not simulated
   */
  public static LogWatermark of(ServiceClock simulated) {
    if (!simulated.isSimulated()) {
      throw new IllegalArgumentException("in real time a watermark needs the log");
    }
    return new LogWatermark(simulated, true, System::nanoTime, NONE, List.of());
  }

  /** The current watermark; the epoch before the first mark has completed. */
  public Instant reached() {
    return simulated ? clock.instant() : reached;
  }

  /** How far the watermark is behind the clock: normally a little over a minute. */
  public Duration lag() {
    Instant known = reached();
    return Duration.between(known.equals(Instant.EPOCH) ? start : known, clock.instant());
  }

  /**
   * How far a watermark is behind the clock at most while services keep up: the margin, and the
   * time of two marks, each of which waits for some commits. Nothing in a simulation.
   */
  public static Duration usualLag(ServiceClock clock) {
    return clock.isSimulated() ? Duration.ZERO : ALLOWANCE.plus(TWO_MARKS);
  }

  /** What the current mark waits for, for people. */
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
        // The next attempt may succeed; ending the thread would stop the watermark for good.
        mark = null;
        String reason = e.getCause() == null ? e.toString() : e + ": " + e.getCause();
        if (!waitsFor.equals(reason)) {
          LOG.warn("watermark waits reason=\"{}\"", reason);
        }
        waitsFor = reason;
      }
      try {
        Thread.sleep(POLL_INTERVAL);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /** Advances the current mark as far as possible. */
  void look() {
    boolean stopped = wasStopped();
    Mark last = mark;
    Mark now = stopped || last == null ? at(clock.instant(), 0) : last;
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
    Stage next = stages.get(stage);
    List<String> topics = next.mayBeMissing() ? logs.existing(next.topics()) : next.topics();
    return new Mark(time, stage, topics.isEmpty() ? Map.of() : logs.ends(topics));
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
