package org.iecpools.kit.stream;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/**
 * Keeps records small while they wait in the buffers of Kafka Streams, which hold a number of
 * records, whatever their size. Kafka instantiates this class by name.
 *
 * <p>It trims what no valid record has ({@link Trim}). It also copies headers out of the response
 * that they arrived in: Kafka's client decodes a header when it is first read and refers to the
 * whole response until then, up to 16 MB.
 */
public final class WaitingRecords implements ConsumerInterceptor<byte[], byte[]> {

  @Override
  public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
    Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> small = new HashMap<>();
    for (TopicPartition partition : records.partitions()) {
      small.put(partition, records.records(partition).stream().map(WaitingRecords::small).toList());
    }
    return new ConsumerRecords<>(small, records.nextOffsets());
  }

  private static ConsumerRecord<byte[], byte[]> small(ConsumerRecord<byte[], byte[]> record) {
    for (Header header : record.headers()) {
      header.key();
      header.value();
    }
    return Trim.of(record);
  }

  @Override
  public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {
    // nothing to do
  }

  @Override
  public void close() {
    // has no resources
  }

  @Override
  public void configure(Map<String, ?> settings) {
    // has no settings
  }
}
