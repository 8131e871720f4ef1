package org.iecpools.kit.stream;

import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/**
 * Copies the headers of records out of the response that they arrived in. Kafka's client decodes a
 * header when it is first read and refers to the whole response until then, up to 16 MB. Records
 * with headers that wait in the buffers of Kafka Streams would fill the heap with responses. Kafka
 * instantiates this class by name.
 */
public final class HeaderCopies implements ConsumerInterceptor<byte[], byte[]> {

  @Override
  public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
    for (ConsumerRecord<byte[], byte[]> consumed : records) {
      for (Header header : consumed.headers()) {
        header.key();
        header.value();
      }
    }
    return records;
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
