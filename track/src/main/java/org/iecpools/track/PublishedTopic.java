package org.iecpools.track;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.iecpools.events.PublishedRecord;
import org.iecpools.kafka.ClientConfig;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.KafkaConnection;
import org.iecpools.kafka.SchemaIds;
import org.iecpools.kafka.Topics;
import org.iecpools.kafka.TransactionWriter;

/**
 * {@code iec.published} on a broker. A publication is one transaction, so readers see all of its
 * rows or none. The transactional id contains the source, so that a second tracker of the same
 * source fences the first one and no identity is written twice.
 */
final class PublishedTopic implements PublishedLog {

  private final KafkaConnection kafka;
  private final String transactionalId;
  private final EventCodec codec;
  private final KafkaConsumer<byte[], byte[]> consumer;

  private PublishedTopic(
      KafkaConnection kafka,
      String transactionalId,
      EventCodec codec,
      KafkaConsumer<byte[], byte[]> consumer) {
    this.kafka = kafka;
    this.transactionalId = transactionalId;
    this.codec = codec;
    this.consumer = consumer;
  }

  /**
   * Connects to the broker.
   *
   * @throws TrackFailed if it does not answer, denies access or does not have the topic
   */
  static PublishedTopic open(
      String bootstrapServers, ClientConfig client, SchemaIds schemas, String source) {
    KafkaConnection kafka = KafkaConnection.open(bootstrapServers, client, TrackFailed::new);
    return new PublishedTopic(
        kafka,
        "track-" + source,
        new EventCodec(schemas),
        kafka.consumer(List.of(Topics.PUBLISHED), Map.of()));
  }

  @Override
  public List<PublishedRecord> read() {
    List<PublishedRecord> records = new ArrayList<>();
    kafka.readToEnd(
        consumer,
        record -> {
          if (kafka.decoded(record, codec).orElse(null) instanceof PublishedRecord published) {
            records.add(published);
          }
        });
    return records;
  }

  @Override
  public Writer write() {
    TransactionWriter writer =
        kafka.writer(
            transactionalId,
            e ->
                new TrackFailed(
                    "another tracker has written figures of the same source in the meantime; it is"
                        + " tried again",
                    e));
    return new Writer() {
      @Override
      public void append(List<? extends PublishedRecord> records) {
        writer.write(records.stream().map(PublishedTopic.this::record).toList());
      }

      @Override
      public void close() {
        writer.close();
      }
    };
  }

  private ProducerRecord<String, byte[]> record(PublishedRecord record) {
    return new ProducerRecord<>(
        Topics.PUBLISHED.name(),
        Topics.PUBLISHED.key().apply(record),
        kafka.request(() -> codec.encode((SpecificRecord) record)));
  }

  @Override
  public void close() {
    consumer.close();
  }
}
