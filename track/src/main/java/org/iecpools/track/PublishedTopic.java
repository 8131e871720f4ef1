package org.iecpools.track;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.iecpools.events.PublishedRecord;
import org.iecpools.kafka.AccessDenied;
import org.iecpools.kafka.ClientConfig;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.SchemaIds;
import org.iecpools.kafka.SchemaRegistry;
import org.iecpools.kafka.Topics;

/**
 * {@code iec.published} on a broker. A publication is one transaction, so readers see all of its
 * rows or none. The transactional id contains the source, so that a second tracker of the same
 * source fences the first one and no identity is written twice.
 */
final class PublishedTopic implements PublishedLog {

  private static final Duration TIMEOUT = Duration.ofSeconds(15);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final String NAME = Topics.PUBLISHED.name();

  private final String bootstrapServers;
  private final Map<String, Object> settings;
  private final String transactionalId;
  private final EventCodec codec;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<TopicPartition> partitions;

  private PublishedTopic(
      String bootstrapServers,
      Map<String, Object> settings,
      String transactionalId,
      EventCodec codec,
      KafkaConsumer<byte[], byte[]> consumer,
      List<TopicPartition> partitions) {
    this.bootstrapServers = bootstrapServers;
    this.settings = settings;
    this.transactionalId = transactionalId;
    this.codec = codec;
    this.consumer = consumer;
    this.partitions = partitions;
  }

  /**
   * Connects to the broker.
   *
   * @throws TrackFailed if it does not answer, denies access or does not have the topic
   */
  static PublishedTopic open(
      String bootstrapServers, ClientConfig client, SchemaIds schemas, String source) {
    try {
      client.check(bootstrapServers);
    } catch (AccessDenied e) {
      throw new TrackFailed(String.valueOf(e.getMessage()), e);
    }
    Map<String, Object> settings = client.kafka(bootstrapServers);
    settings.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, (int) TIMEOUT.toMillis());
    Map<String, Object> reading = new HashMap<>(settings);
    reading.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) TIMEOUT.toMillis());
    reading.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    reading.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    reading.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    KafkaConsumer<byte[], byte[]> consumer;
    try {
      consumer =
          new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    } catch (KafkaException e) {
      throw new TrackFailed(
          "no connection to '%s' can be configured: %s"
              .formatted(bootstrapServers, e.getCause() == null ? e : e.getCause().getMessage()),
          e);
    }
    try {
      List<PartitionInfo> found = consumer.partitionsFor(NAME);
      if (found == null || found.isEmpty()) {
        throw new TrackFailed(
            "the broker at %s has no topic %s: check that a stack is up and that this is its broker, and run its set-up again if it is older than the topic"
                .formatted(bootstrapServers, NAME));
      }
      List<TopicPartition> partitions =
          found.stream().map(it -> new TopicPartition(it.topic(), it.partition())).toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      return new PublishedTopic(
          bootstrapServers,
          settings,
          "track-" + source,
          new EventCodec(schemas),
          consumer,
          partitions);
    } catch (KafkaException e) {
      consumer.close();
      throw failed(bootstrapServers, e);
    } catch (TrackFailed e) {
      consumer.close();
      throw e;
    }
  }

  private static TrackFailed failed(String bootstrapServers, Exception e) {
    return AccessDenied.in(e, bootstrapServers)
        .map(denied -> new TrackFailed(String.valueOf(denied.getMessage()), e))
        .orElseGet(
            () ->
                new TrackFailed(
                    "the broker at %s does not answer; check that a stack is up and that this is its broker: %s"
                        .formatted(bootstrapServers, e.getMessage()),
                    e));
  }

  @Override
  public List<PublishedRecord> read() {
    List<PublishedRecord> records = new ArrayList<>();
    try {
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      long deadline = System.nanoTime() + TIMEOUT.toNanos();
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        if (System.nanoTime() - deadline > 0) {
          throw new TrackFailed(
              "the broker at %s does not give what is on %s".formatted(bootstrapServers, NAME));
        }
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          deadline = System.nanoTime() + TIMEOUT.toNanos();
          decode(record, records);
        }
      }
    } catch (KafkaException e) {
      throw failed(bootstrapServers, e);
    } catch (SchemaRegistry.Unavailable e) {
      throw new TrackFailed(String.valueOf(e.getMessage()), e);
    }
    return records;
  }

  private void decode(ConsumerRecord<byte[], byte[]> record, List<PublishedRecord> records) {
    if (record.value() == null) {
      return;
    }
    try {
      if (codec.decode(record.value()) instanceof PublishedRecord published) {
        records.add(published);
      }
    } catch (EventCodec.Undecodable _) {
      // Others skip it, too, so nothing depends on it.
    }
  }

  @Override
  public Writer write() {
    Map<String, Object> writing = new HashMap<>(settings);
    writing.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
    writing.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 30_000);
    writing.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, TIMEOUT.toMillis());
    writing.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 2 * (int) TIMEOUT.toMillis());
    KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(writing, new StringSerializer(), new ByteArraySerializer());
    try {
      producer.initTransactions();
    } catch (KafkaException e) {
      producer.close(Duration.ZERO);
      throw failed(bootstrapServers, e);
    }
    return new Producing(producer);
  }

  private final class Producing implements Writer {
    private final KafkaProducer<String, byte[]> producer;

    Producing(KafkaProducer<String, byte[]> producer) {
      this.producer = producer;
    }

    @Override
    public void append(List<? extends PublishedRecord> records) {
      try {
        producer.beginTransaction();
        List<Future<?>> sent = new ArrayList<>();
        for (PublishedRecord record : records) {
          sent.add(
              producer.send(
                  new ProducerRecord<>(
                      NAME,
                      Topics.PUBLISHED.key().apply(record),
                      codec.encode((SpecificRecord) record))));
        }
        for (Future<?> each : sent) {
          each.get();
        }
        producer.commitTransaction();
      } catch (ProducerFencedException | InvalidProducerEpochException e) {
        throw overtaken(e);
      } catch (KafkaException e) {
        throw failed(bootstrapServers, e);
      } catch (SchemaRegistry.Unavailable e) {
        throw new TrackFailed(String.valueOf(e.getMessage()), e);
      } catch (ExecutionException e) {
        if (e.getCause() instanceof ProducerFencedException
            || e.getCause() instanceof InvalidProducerEpochException) {
          throw overtaken(e);
        }
        throw failed(bootstrapServers, e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new TrackFailed("interrupted while writing to Kafka", e);
      }
    }

    private static TrackFailed overtaken(Exception e) {
      return new TrackFailed(
          "another tracker has written figures of the same source in the meantime; it is tried again",
          e);
    }

    @Override
    public void close() {
      // An open transaction is aborted.
      producer.close(TIMEOUT);
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
