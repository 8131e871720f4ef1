package org.iecpools.kit.health;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/**
 * Decides from regular observations whether an instance makes progress. A partition with unread
 * records whose committed offset has not moved for the limit is stuck, and the instance is not
 * ready. If no partition has moved for the limit, the instance has stalled and should end.
 *
 * <p>Only observed time counts: after a gap, because Kafka did not answer or the process was
 * suspended, all periods start again.
 */
final class Progress {

  /** Time without an observation that counts as a gap. */
  static final Duration GAP = Duration.ofSeconds(20);

  private final long limitNanos;
  private final Map<TopicPartition, Long> committed = new HashMap<>();
  private final Map<TopicPartition, Long> waitingSince = new HashMap<>();
  private Set<TopicPartition> owned = Set.of();
  private boolean observed;
  private long lastObserved;
  private long lastMoved;
  private long restored;

  Progress(Duration limit) {
    this.limitNanos = limit.toNanos();
  }

  /**
   * State of an instance at one time.
   *
   * @param committed offset of the next record by input partition; absent where nothing is
   *     committed
   * @param unread partitions with a readable record after the committed offset
   * @param blocked partitions with records behind an open transaction, which cannot be read
   * @param owned partitions assigned to this instance; empty while they are being assigned
   * @param restored grows while state is restored, during which nothing can be committed
   */
  record Observation(
      Map<TopicPartition, Long> committed,
      Set<TopicPartition> unread,
      Set<TopicPartition> blocked,
      Set<TopicPartition> owned,
      long restored) {}

  /**
   * Conclusion from the observations.
   *
   * @param stuck partitions that have waited for at least the limit
   * @param stalled whether no partition has moved for at least the limit although one could have
   * @param idleNanos time since the last progress; 0 if there is nothing to do
   */
  record Verdict(Set<TopicPartition> stuck, boolean stalled, long idleNanos) {}

  /**
   * Adds an observation and returns the conclusion.
   *
   * @param now nanoseconds of a monotonic clock
   */
  Verdict judge(Observation seen, long now) {
    if (!observed || now - lastObserved > GAP.toNanos()) {
      waitingSince.clear();
      lastMoved = now;
    }
    observed = true;
    lastObserved = now;
    if (!seen.owned().isEmpty()) {
      owned = Set.copyOf(seen.owned());
    }
    if (seen.restored() != restored) {
      restored = seen.restored();
      waitingSince.clear();
      lastMoved = now;
    }
    Set<TopicPartition> waiting = new HashSet<>(seen.unread());
    waiting.addAll(seen.blocked());
    waiting.retainAll(owned);
    waitingSince.keySet().retainAll(waiting);
    boolean moved = false;
    for (TopicPartition partition : owned) {
      Long offset = seen.committed().get(partition);
      if (offset != null && !offset.equals(committed.put(partition, offset))) {
        waitingSince.remove(partition);
        moved = true;
      }
    }
    waiting.forEach(partition -> waitingSince.putIfAbsent(partition, now));
    boolean canMove = waiting.stream().anyMatch(seen.unread()::contains);
    if (moved || !canMove) {
      lastMoved = now;
    }
    Set<TopicPartition> stuck =
        waitingSince.entrySet().stream()
            .filter(e -> now - e.getValue() >= limitNanos)
            .map(Map.Entry::getKey)
            .collect(Collectors.toUnmodifiableSet());
    boolean stalled = !stuck.isEmpty() && now - lastMoved >= limitNanos;
    return new Verdict(stuck, stalled, now - lastMoved);
  }
}
