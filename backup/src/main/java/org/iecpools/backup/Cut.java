package org.iecpools.backup;

import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * The positions of a cluster, collected one after the other. If two cuts in a row are equal and at
 * rest, all of their positions applied together at the moment between them, because ends of logs
 * only grow. No transaction was open at that moment, so state, output and positions of every
 * service fit each other.
 *
 * @param topics the topics of the system
 * @param ends offset of the next record, by partition
 * @param readable offset up to which no transaction is open, by partition
 * @param groups the committed positions, by group
 */
record Cut(
    Set<String> topics,
    Map<TopicPartition, Long> ends,
    Map<TopicPartition, Long> readable,
    Map<String, Map<TopicPartition, OffsetAndMetadata>> groups) {

  boolean isAtRest() {
    return ends.equals(readable);
  }
}
