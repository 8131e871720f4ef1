package org.iecpools.webhook;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.iecpools.events.ChangeMade;
import org.iecpools.events.WebhooksRecord;
import org.iecpools.kafka.ClientConfig;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.KafkaConnection;
import org.iecpools.kafka.SchemaIds;
import org.iecpools.kafka.Topic;
import org.iecpools.kafka.Topics;
import org.iecpools.kafka.TransactionWriter;

/** {@code iec.webhooks} and {@code iec.changes} on a broker. */
final class WebhookTopics implements WebhookLog {

  private static final TopicPartition CHANGES = new TopicPartition(Topics.CHANGES.name(), 0);

  /** Each webhook has a consumer, so a consumer must not hold many changes. */
  private static final Map<String, Object> FEW_BYTES =
      Map.of(
          ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
          64 * 1024,
          ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
          64 * 1024);

  private final KafkaConnection kafka;
  private final EventCodec codec;
  private final String identity;
  private final KafkaConsumer<byte[], byte[]> webhooks;

  private WebhookTopics(
      KafkaConnection kafka,
      EventCodec codec,
      String identity,
      KafkaConsumer<byte[], byte[]> webhooks) {
    this.kafka = kafka;
    this.codec = codec;
    this.identity = identity;
    this.webhooks = webhooks;
  }

  /**
   * Connects to the broker.
   *
   * @throws WebhooksFailed if it does not answer, denies access or does not have the topics
   */
  static WebhookTopics open(String bootstrapServers, ClientConfig client, SchemaIds schemas) {
    KafkaConnection kafka = KafkaConnection.open(bootstrapServers, client, WebhooksFailed::new);
    String identity = HexFormat.of().toHexDigits((int) kafka.identity(Topics.CHANGES));
    return new WebhookTopics(
        kafka, new EventCodec(schemas), identity, open(kafka, Topics.WEBHOOKS));
  }

  private static KafkaConsumer<byte[], byte[]> open(KafkaConnection kafka, Topic<?> topic) {
    return kafka.consumer(List.of(topic), FEW_BYTES);
  }

  @Override
  public String identity() {
    return identity;
  }

  @Override
  public long end() {
    return kafka.request(
        () -> Objects.requireNonNull(webhooks.endOffsets(List.of(CHANGES)).get(CHANGES)));
  }

  @Override
  public List<Entry> read() {
    List<Entry> entries = new ArrayList<>();
    kafka.readToEnd(webhooks, record -> entry(record).ifPresent(entries::add));
    return entries;
  }

  @Override
  public List<Entry> poll(Duration wait) {
    List<Entry> entries = new ArrayList<>();
    kafka
        .request(() -> webhooks.poll(wait))
        .forEach(record -> entry(record).ifPresent(entries::add));
    return entries;
  }

  private Optional<Entry> entry(ConsumerRecord<byte[], byte[]> record) {
    return record.key() != null
            && kafka.decoded(record, codec).orElse(null) instanceof WebhooksRecord known
        ? Optional.of(
            new Entry(new String(record.key(), StandardCharsets.UTF_8), Optional.of(known)))
        : Optional.empty();
  }

  @Override
  public Changes changes(long offset) {
    KafkaConsumer<byte[], byte[]> consumer = open(kafka, Topics.CHANGES);
    consumer.seek(CHANGES, offset);
    return new Changes() {
      @Override
      public List<NumberedChange> poll(Duration wait) {
        List<NumberedChange> changes = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : kafka.request(() -> consumer.poll(wait))) {
          if (kafka.decoded(record, codec).orElse(null) instanceof ChangeMade change) {
            changes.add(new NumberedChange(record.offset(), change));
          }
        }
        return changes;
      }

      @Override
      public void close() {
        consumer.close();
      }
    };
  }

  @Override
  public Writer write(String name) {
    TransactionWriter writer =
        kafka.writer(
            name,
            e ->
                WebhooksFailed.overtaken(
                    "another ./iec webhooks of the same kind has begun to write; only one runs at a"
                        + " time, so this one ends",
                    e));
    return new Writer() {
      @Override
      public void append(List<Entry> entries) {
        writer.write(entries.stream().map(WebhookTopics.this::record).toList());
      }

      @Override
      public void close() {
        writer.close();
      }
    };
  }

  private ProducerRecord<String, byte[]> record(Entry entry) {
    return new ProducerRecord<>(
        Topics.WEBHOOKS.name(),
        entry.key(),
        entry
            .record()
            .map(record -> kafka.request(() -> codec.encode((SpecificRecord) record)))
            .orElse(null));
  }

  @Override
  public void close() {
    webhooks.close();
  }
}
