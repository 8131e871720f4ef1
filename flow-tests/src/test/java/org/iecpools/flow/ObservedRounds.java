package org.iecpools.flow;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.iecpools.events.Event;
import org.iecpools.events.InvitationIssued;
import org.iecpools.events.RoundRun;
import org.iecpools.events.RoundScheduled;
import org.iecpools.kafka.Topics;

/**
 * Follows rounds as they become public: when each step was first read, and the number of issued
 * invitations.
 */
final class ObservedRounds implements AutoCloseable {

  /** Times are values of {@link System#nanoTime}, 0 for steps not read yet. */
  static final class Round {
    volatile long announcedAt;
    volatile long drawnAt;
    volatile int invited;
    volatile int issued;
    volatile long lastIssuedAt;

    boolean isAnnounced() {
      return announcedAt != 0;
    }

    boolean isDrawn() {
      return drawnAt != 0;
    }

    boolean isIssued() {
      return isDrawn() && issued >= invited;
    }
  }

  private final Map<UUID, Round> rounds = new ConcurrentHashMap<>();
  private final Upstream upstream;
  private final Thread thread = Thread.ofVirtual().unstarted(this::read);
  private volatile boolean closed;

  private ObservedRounds(Upstream upstream) {
    this.upstream = upstream;
  }

  static ObservedRounds by(Upstream upstream) {
    ObservedRounds observed = new ObservedRounds(upstream);
    observed.thread.start();
    return observed;
  }

  Round of(UUID roundId) {
    return rounds.computeIfAbsent(roundId, _ -> new Round());
  }

  List<Round> of(Collection<UUID> roundIds) {
    return roundIds.stream().map(this::of).toList();
  }

  private void read() {
    try (KafkaConsumer<String, byte[]> consumer =
        upstream.reading(List.of(Topics.ROUNDS.name(), Topics.INVITATIONS.name()))) {
      while (!closed) {
        for (ConsumerRecord<String, byte[]> each : consumer.poll(Duration.ofMillis(100))) {
          take(upstream.decode(each.value()));
        }
      }
    }
  }

  private void take(Event event) {
    long now = System.nanoTime();
    if (event instanceof RoundScheduled e) {
      Round round = of(e.getRoundId());
      round.announcedAt = round.isAnnounced() ? round.announcedAt : now;
    } else if (event instanceof RoundRun e) {
      Round round = of(e.getRoundId());
      round.invited = e.getInvited();
      round.drawnAt = round.isDrawn() ? round.drawnAt : now;
    } else if (event instanceof InvitationIssued e) {
      Round round = of(e.getRoundId());
      round.lastIssuedAt = now;
      round.issued = round.issued + 1; // single writer
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
