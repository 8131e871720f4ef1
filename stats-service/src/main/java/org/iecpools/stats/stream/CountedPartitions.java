package org.iecpools.stats.stream;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.iecpools.events.Event;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.Topic;
import org.iecpools.kit.stream.RecordValidator;
import org.iecpools.stats.domain.DoubleEntry;
import org.iecpools.stats.domain.PoolIndex;

/**
 * The counts of the partitions that this instance owns, and of those that it has lost. A lost
 * partition may return, also in another session, and then need not be recounted. Only {@link
 * #owned} may be used by a thread other than the one that counts.
 */
final class CountedPartitions {

  private static final Map<String, Topic<? extends Event>> TOPICS =
      SumsLoop.SOURCES.stream().collect(Collectors.toMap(Topic::name, Function.identity()));

  private final RecordValidator validator;
  private final FactReader reader;
  private final PoolIndex pools = new PoolIndex();
  private final DoubleEntry draws;
  private final RowTraces traces;
  private final Map<TopicPartition, PartitionCount> owned = new ConcurrentHashMap<>();
  private final Map<TopicPartition, PartitionCount> lost = new HashMap<>();

  CountedPartitions(
      RecordValidator validator, EventCodec codec, DoubleEntry draws, RowTraces traces) {
    this.traces = traces;
    this.validator = validator;
    this.draws = draws;
    this.reader = new FactReader(codec, pools, validator.partitions());
  }

  /** Names of the topics that are counted. */
  static Set<String> topics() {
    return TOPICS.keySet();
  }

  /** The counts of the partitions that this instance owns now; a live view. */
  Map<TopicPartition, PartitionCount> owned() {
    return Collections.unmodifiableMap(owned);
  }

  /** Empty counts of a partition, which this instance need not own. */
  PartitionCount empty(TopicPartition partition) {
    Topic<? extends Event> topic =
        Objects.requireNonNull(
            TOPICS.get(partition.topic()), "only partitions of the counted topics are assigned");
    return new PartitionCount(
        topic, partition.partition(), validator, reader, pools, draws, traces);
  }

  /** The counts of a partition before it was lost; empty if it was not owned before. */
  Optional<PartitionCount> recall(TopicPartition partition) {
    return Optional.ofNullable(lost.remove(partition));
  }

  /** Makes these the counts of a partition that this instance owns. */
  void own(TopicPartition partition, PartitionCount count) {
    owned.put(partition, count);
  }

  /** Keeps the counts of a partition that this instance no longer owns; returns them. */
  Optional<PartitionCount> lose(TopicPartition partition) {
    PartitionCount count = owned.remove(partition);
    if (count != null) {
      lost.put(partition, count);
    }
    return Optional.ofNullable(count);
  }

  /** Keeps the counts of all partitions, which this instance no longer owns. */
  void loseAll() {
    Set.copyOf(owned.keySet()).forEach(this::lose);
  }

  /** Discards the counts of the lost partitions. */
  void forgetLost() {
    lost.clear();
  }

  /** Sum of the offsets recounted so far, up to those published earlier. */
  long recounted() {
    return owned.values().stream().mapToLong(PartitionCount::recounted).sum();
  }
}
