package org.iecpools.stats.stream;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedSet;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.iecpools.events.PublicationsRecord;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.Topics;
import org.iecpools.kit.clock.ServiceClock;
import org.iecpools.stats.domain.Dashboard;
import org.iecpools.stats.domain.Publications;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes each week's rows of each season once, when the season's time of publication has come
 * and everything received by then has been counted. One instance publishes at a time ({@link
 * SoleWriter}), each publication in one transaction.
 */
public final class Publisher implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);
  private static final Duration POLL_TIMEOUT = Duration.ofMillis(50);

  private final String group;
  private final Map<String, Object> connection;
  private final EventCodec codec;
  private final ServiceClock clock;
  private final Supplier<BooleanSupplier> drain;
  private final Dashboard dashboard;
  private final Publications publications;
  private final SessionThread thread =
      new SessionThread("publications", "publishing", this::runSession);

  /** What was published last, by the time for which it was due. Used by the thread only. */
  private Map<Instant, SortedSet<Integer>> written = Map.of();

  /**
   * Creates the publisher without starting it.
   *
   * @param group the consumer group, one for all instances
   * @param connection Kafka client settings for the connection to the broker
   * @param drain marks the current ends of everything that the service reads; the result is true
   *     once everything up to those ends is counted and visible here
   */
  public Publisher(
      String group,
      Map<String, Object> connection,
      EventCodec codec,
      ServiceClock clock,
      Supplier<BooleanSupplier> drain,
      Dashboard dashboard,
      Publications publications) {
    this.group = group;
    this.connection = connection;
    this.codec = codec;
    this.clock = clock;
    this.drain = drain;
    this.dashboard = dashboard;
    this.publications = publications;
  }

  /** Starts the thread that publishes. */
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

  /** Whether every publication that is due is visible here. */
  public boolean isUpToDate() {
    return publications.due(dashboard, clock.instant()).isEmpty();
  }

  private void runSession() {
    try (SoleWriter<PublicationsRecord> writer =
        new SoleWriter<>(group, connection, Topics.PUBLICATIONS, codec)) {
      new Session(writer).run();
    }
  }

  /** One membership of this instance in the consumer group. */
  private final class Session {

    private final SoleWriter<PublicationsRecord> writer;

    /**
     * @param seasons those to publish, by the time for which they are due
     * @param isCounted true once everything received by the first check after that is counted
     */
    private record Due(
        NavigableMap<Instant, SortedSet<Integer>> seasons, BooleanSupplier isCounted) {}

    /** The publications that are due; null if there are none or another instance publishes. */
    private @Nullable Due due;

    /** The time of the last check at which nothing was due; null before the first. */
    private @Nullable Instant watched;

    Session(SoleWriter<PublicationsRecord> writer) {
      this.writer = writer;
    }

    void run() {
      writer.join(() -> due = null);
      while (!thread.isClosed()) {
        boolean isOwner = writer.poll(POLL_TIMEOUT);
        Instant now = clock.instant();
        NavigableMap<Instant, SortedSet<Integer>> seasons = publications.due(dashboard, now);
        if (seasons.isEmpty()) {
          due = null;
          // Set on every instance, because any of them may have to take over the next publication.
          watched = now;
        } else if (!isOwner) {
          due = null;
        } else if (due == null || !due.seasons().equals(seasons)) {
          due = new Due(seasons, drain.get());
        } else if (due.isCounted().getAsBoolean()) {
          // Check again: only now is it certain that a publication by another instance, and a
          // change of the time of publication, have been read.
          if (publications.due(dashboard, now).equals(seasons)) {
            checkIsNew(seasons);
            publish(seasons, now);
          }
          due = null;
        }
      }
    }

    /** Without this check, a publication that readers skip as invalid would be made endlessly. */
    private void checkIsNew(NavigableMap<Instant, SortedSet<Integer>> due) {
      if (due.equals(written)) {
        throw new IllegalStateException(
            "what was due at %s was published, but is skipped as invalid when it is read"
                .formatted(due.keySet()));
      }
    }

    private void publish(NavigableMap<Instant, SortedSet<Integer>> due, Instant now) {
      List<PublicationsRecord> records = new ArrayList<>();
      due.forEach(
          (time, seasons) -> {
            // An instance that ran at the time of publication dates it then, a later one now.
            Instant at = watched != null && watched.isBefore(time) ? time : now;
            records.addAll(publications.publication(dashboard, time, seasons, at));
          });
      writer.write(records);
      written = due;
      LOG.info("published seasons={} records={}", due, records.size());
    }
  }
}
