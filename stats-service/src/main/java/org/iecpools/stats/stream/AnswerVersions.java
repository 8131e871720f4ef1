package org.iecpools.stats.stream;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.iecpools.kafka.LogIdentity;
import org.iecpools.kafka.Topic;
import org.iecpools.kafka.Topics;
import org.iecpools.kit.stream.FollowedState;
import org.iecpools.stats.domain.AnswerVersion;

/**
 * Labels answers with their version, and waits until this instance has reached a version that a
 * client received from another instance (ADR 27).
 */
public final class AnswerVersions {

  /** The topics from which the numbers are computed, in the order of a version's positions. */
  public static final List<Topic<?>> TOPICS =
      List.of(
          Topics.STATISTICS, Topics.SEASONS, Topics.ROUNDS, Topics.PUBLICATIONS, Topics.PUBLISHED);

  /** The clock and a rebuilt version of the sums advance without a record; they are polled. */
  private static final Duration POLL_INTERVAL = Duration.ofMillis(50);

  private final long log;
  private final FollowedState state;
  private final IntSupplier serving;
  private final Clock clock;
  private final Semaphore places;

  /**
   * @param log identifies the cluster and its topics, see {@link #log}
   * @param state the followed state of {@link #TOPICS}, in their order
   * @param serving the version of the sums that is served; blocks while it is being replaced
   * @param mostWaiting maximum number of requests that wait at the same time
   */
  public AnswerVersions(
      long log, FollowedState state, IntSupplier serving, Clock clock, int mostWaiting) {
    this.log = log;
    this.state = state;
    this.serving = serving;
    this.clock = clock;
    this.places = new Semaphore(mostWaiting);
  }

  /**
   * Identifies a cluster and its topics: another cluster, or topics that were deleted and created
   * again, give another number.
   */
  public static long log(Admin kafka) throws ExecutionException, InterruptedException {
    return log(kafka, TOPICS);
  }

  /** The same for other topics. */
  public static long log(Admin kafka, List<Topic<?>> of)
      throws ExecutionException, InterruptedException {
    return LogIdentity.of(kafka, of);
  }

  /** A value that was read, and the version that it shows. */
  public record Labelled<T>(T value, AnswerVersion version) {}

  /**
   * Reads a value such that no record is applied and no other version of the sums is served in
   * between.
   *
   * @param reading reads the value; must not wait for a record; may be called repeatedly
   * @param at the time for which the value was computed
   */
  public <T> Labelled<T> read(Supplier<T> reading, Function<T, Instant> at) {
    while (true) {
      int before = serving.getAsInt();
      Labelled<T> read =
          state.read(
              positions -> {
                T value = reading.get();
                return new Labelled<>(
                    value, new AnswerVersion(log, before, at.apply(value), positions));
              });
      if (serving.getAsInt() == before) {
        return read;
      }
    }
  }

  /** The result of a wait. */
  public sealed interface WaitResult {
    /** This instance includes the version. */
    record Reached() implements WaitResult {}

    /**
     * This instance does not include the version yet.
     *
     * @param reasons human-readable descriptions of what is missing
     */
    record Behind(List<String> reasons) implements WaitResult {}

    /** Too many requests are waiting. */
    record Crowded() implements WaitResult {}

    /** The version belongs to another log. */
    record OtherLog() implements WaitResult {}
  }

  /**
   * Waits until this instance includes a version.
   *
   * @param atMost the longest time to wait, 0 or more
   */
  public WaitResult await(AnswerVersion version, Duration atMost) throws InterruptedException {
    if (!now().isComparable(version)) {
      return new WaitResult.OtherLog();
    }
    if (now().includes(version)) {
      return new WaitResult.Reached();
    }
    if (atMost.isZero()) {
      return behind(version);
    }
    if (!places.tryAcquire()) {
      return new WaitResult.Crowded();
    }
    try {
      return wait(version, System.nanoTime() + atMost.toNanos());
    } finally {
      places.release();
    }
  }

  private WaitResult wait(AnswerVersion version, long end) throws InterruptedException {
    while (true) {
      long seen = state.advances();
      if (now().includes(version)) {
        return new WaitResult.Reached();
      }
      long left = end - System.nanoTime();
      if (left <= 0) {
        return behind(version);
      }
      state.awaitAdvance(seen, Math.min(left, POLL_INTERVAL.toNanos()));
    }
  }

  private AnswerVersion now() {
    return new AnswerVersion(log, serving.getAsInt(), clock.instant(), state.positions());
  }

  private WaitResult behind(AnswerVersion version) {
    AnswerVersion now = now();
    List<String> reasons = new ArrayList<>();
    IntStream.range(0, TOPICS.size())
        .filter(topic -> now.behind(topic, version) > 0)
        .forEach(
            topic ->
                reasons.add(
                    "%s by %,d offsets"
                        .formatted(TOPICS.get(topic).name(), now.behind(topic, version))));
    if (now.serving() < version.serving()) {
      reasons.add("the rebuilt sums, version %d".formatted(version.serving()));
    }
    if (now.at().isBefore(version.at())) {
      reasons.add(
          "its clock by %,d ms".formatted(Duration.between(now.at(), version.at()).toMillis()));
    }
    return reasons.isEmpty() ? new WaitResult.Reached() : new WaitResult.Behind(reasons);
  }
}
