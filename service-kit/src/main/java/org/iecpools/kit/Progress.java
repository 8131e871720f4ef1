package org.iecpools.kit;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/**
 * Judges from regular observations whether an instance gets on with its work. A partition with
 * unread records whose committed offset does not move for some time, the limit, is stuck, and the
 * instance is not ready. When none of its partitions moves for as long, the instance has stalled
 * and should end.
 *
 * <p>Only time during which it was observed counts: after a gap, because Kafka did not answer or
 * the process was suspended, everything starts again.
 */
final class Progress {

  /** Without an observation for this long, there was a gap. */
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
   * What is seen at one time.
   *
   * @param committed offset of the next record by input partition; absent where nothing is
   * @param unread partitions with a record behind their committed offset that could be read
   * @param blocked partitions with records behind an open transaction, which nobody can read
   * @param owned partitions that this instance has; empty while they are being assigned
   * @param restored grows while state is restored before anything can be committed
   */
  record Observation(
      Map<TopicPartition, Long> committed,
      Set<TopicPartition> unread,
      Set<TopicPartition> blocked,
      Set<TopicPartition> owned,
      long restored) {}

  /**
   * @param stuck partitions that have waited for longer than the limit
   * @param stalled whether no partition has moved for longer than the limit though it should have
   * @param idleNanos since the last progress, 0 where there is nothing to do
   */
  record Verdict(Set<TopicPartition> stuck, boolean stalled, long idleNanos) {}

  /**
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
