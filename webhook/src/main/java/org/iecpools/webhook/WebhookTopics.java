package org.iecpools.webhook;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.iecpools.events.ChangeMade;
import org.iecpools.events.WebhooksRecord;
import org.iecpools.kafka.AccessDenied;
import org.iecpools.kafka.ClientConfig;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.LogIdentity;
import org.iecpools.kafka.SchemaIds;
import org.iecpools.kafka.SchemaRegistry;
import org.iecpools.kafka.Topics;
import org.jspecify.annotations.Nullable;

/** {@code iec.webhooks} and {@code iec.changes} on a broker. */
final class WebhookTopics implements WebhookLog {

  private static final Duration TIMEOUT = Duration.ofSeconds(15);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final int TRANSACTION_TIMEOUT_MS = 30_000;

  /** Each webhook has a consumer, so a consumer must not hold many changes. */
  private static final int FETCHED_BYTES = 64 * 1024;

  private static final TopicPartition WEBHOOKS = new TopicPartition(Topics.WEBHOOKS.name(), 0);
  private static final TopicPartition CHANGES = new TopicPartition(Topics.CHANGES.name(), 0);

  private final String bootstrapServers;
  private final Map<String, Object> settings;
  private final EventCodec codec;
  private final String identity;
  private final KafkaConsumer<String, byte[]> webhooks;

  private WebhookTopics(
      String bootstrapServers,
      Map<String, Object> settings,
      EventCodec codec,
      String identity,
      KafkaConsumer<String, byte[]> webhooks) {
    this.bootstrapServers = bootstrapServers;
    this.settings = settings;
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
    try {
      client.check(bootstrapServers);
    } catch (AccessDenied e) {
      throw new WebhooksFailed(String.valueOf(e.getMessage()), e);
    }
    Map<String, Object> settings = client.kafka(bootstrapServers);
    settings.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, (int) TIMEOUT.toMillis());
    String identity = identity(bootstrapServers, settings);
    KafkaConsumer<String, byte[]> consumer = consumer(bootstrapServers, settings);
    consumer.assign(List.of(WEBHOOKS));
    consumer.seekToBeginning(List.of(WEBHOOKS));
    return new WebhookTopics(
        bootstrapServers, settings, new EventCodec(schemas), identity, consumer);
  }

  private static String identity(String bootstrapServers, Map<String, Object> settings) {
    Map<String, Object> asking = new HashMap<>(settings);
    asking.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) TIMEOUT.toMillis());
    try (Admin kafka = Admin.create(asking)) {
      // The second topic is only looked for.
      LogIdentity.of(kafka, List.of(Topics.WEBHOOKS));
      return HexFormat.of().toHexDigits((int) LogIdentity.of(kafka, List.of(Topics.CHANGES)));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        throw new WebhooksFailed(
            "the broker at %s has no topic %s or %s: check that a stack is up and that this is its broker, and run its set-up again if it is older than the topics"
                .formatted(bootstrapServers, CHANGES.topic(), WEBHOOKS.topic()),
            e);
      }
      throw failed(bootstrapServers, e);
    } catch (KafkaException e) {
      throw failed(bootstrapServers, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new WebhooksFailed("interrupted while connecting to Kafka", e);
    }
  }

  private static KafkaConsumer<String, byte[]> consumer(
      String bootstrapServers, Map<String, Object> settings) {
    Map<String, Object> reading = new HashMap<>(settings);
    reading.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) TIMEOUT.toMillis());
    reading.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    reading.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    reading.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    reading.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    reading.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCHED_BYTES);
    reading.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCHED_BYTES);
    try {
      return new KafkaConsumer<>(reading, new StringDeserializer(), new ByteArrayDeserializer());
    } catch (KafkaException e) {
      throw failed(bootstrapServers, e);
    }
  }

  private static WebhooksFailed failed(String bootstrapServers, Exception e) {
    Throwable cause = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
    return AccessDenied.in(e, bootstrapServers)
        .map(denied -> new WebhooksFailed(String.valueOf(denied.getMessage()), e))
        .orElseGet(
            () ->
                new WebhooksFailed(
                    "the broker at %s does not answer; check that a stack is up and that this is its broker: %s"
                        .formatted(bootstrapServers, cause.getMessage()),
                    e));
  }

  @Override
  public String identity() {
    return identity;
  }

  @Override
  public long end() {
    return end(CHANGES);
  }

  private long end(TopicPartition of) {
    try {
      return Objects.requireNonNull(webhooks.endOffsets(List.of(of)).get(of));
    } catch (KafkaException e) {
      throw failed(bootstrapServers, e);
    }
  }

  @Override
  public List<Entry> read() {
    long end = end(WEBHOOKS);
    List<Entry> entries = new ArrayList<>();
    try {
      long deadline = System.nanoTime() + TIMEOUT.toNanos();
      while (webhooks.position(WEBHOOKS) < end) {
        List<Entry> next = poll(POLL);
        if (!next.isEmpty()) {
          deadline = System.nanoTime() + TIMEOUT.toNanos();
          entries.addAll(next);
        } else if (System.nanoTime() - deadline > 0) {
          throw new WebhooksFailed(
              "the broker at %s does not give what is on %s"
                  .formatted(bootstrapServers, WEBHOOKS.topic()));
        }
      }
    } catch (KafkaException e) {
      throw failed(bootstrapServers, e);
    }
    return entries;
  }

  @Override
  public List<Entry> poll(Duration wait) {
    List<Entry> entries = new ArrayList<>();
    for (ConsumerRecord<String, byte[]> record : records(webhooks, wait)) {
      if (record.key() != null && decoded(record) instanceof WebhooksRecord known) {
        entries.add(new Entry(record.key(), Optional.of(known)));
      }
    }
    return entries;
  }

  private Iterable<ConsumerRecord<String, byte[]>> records(
      KafkaConsumer<String, byte[]> consumer, Duration wait) {
    try {
      return consumer.poll(wait);
    } catch (KafkaException e) {
      throw failed(bootstrapServers, e);
    }
  }

  /** The record; null if it is empty or cannot be decoded. Others skip it, too. */
  private @Nullable SpecificRecord decoded(ConsumerRecord<String, byte[]> record) {
    byte[] value = record.value();
    if (value == null) {
      return null;
    }
    try {
      return codec.decode(value);
    } catch (EventCodec.Undecodable _) {
      return null;
    } catch (SchemaRegistry.Unavailable e) {
      throw new WebhooksFailed(String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public Changes changes(long offset) {
    KafkaConsumer<String, byte[]> consumer = consumer(bootstrapServers, settings);
    consumer.assign(List.of(CHANGES));
    consumer.seek(CHANGES, offset);
    return new Changes() {
      @Override
      public List<NumberedChange> poll(Duration wait) {
        List<NumberedChange> changes = new ArrayList<>();
        for (ConsumerRecord<String, byte[]> record : records(consumer, wait)) {
          if (decoded(record) instanceof ChangeMade change) {
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
    Map<String, Object> writing = new HashMap<>(settings);
    writing.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, name);
    writing.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_TIMEOUT_MS);
    writing.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, TIMEOUT.toMillis());
    writing.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 2 * (int) TIMEOUT.toMillis());
    try {
      KafkaProducer<String, byte[]> producer =
          new KafkaProducer<>(writing, new StringSerializer(), new ByteArraySerializer());
      try {
        producer.initTransactions();
      } catch (KafkaException e) {
        producer.close(Duration.ZERO);
        throw e;
      }
      return new Producing(producer);
    } catch (KafkaException e) {
      throw failed(bootstrapServers, e);
    }
  }

  private final class Producing implements Writer {
    private final KafkaProducer<String, byte[]> producer;

    Producing(KafkaProducer<String, byte[]> producer) {
      this.producer = producer;
    }

    @Override
    public synchronized void append(List<Entry> entries) {
      try {
        producer.beginTransaction();
        List<Future<?>> sent = new ArrayList<>();
        for (Entry entry : entries) {
          byte[] value =
              entry.record().map(record -> codec.encode((SpecificRecord) record)).orElse(null);
          sent.add(producer.send(new ProducerRecord<>(WEBHOOKS.topic(), entry.key(), value)));
        }
        for (Future<?> each : sent) {
          each.get();
        }
        producer.commitTransaction();
      } catch (ProducerFencedException | InvalidProducerEpochException e) {
        throw overtaken(e);
      } catch (KafkaException e) {
        throw isOvertaken(e.getCause()) ? overtaken(e) : failed(bootstrapServers, e);
      } catch (SchemaRegistry.Unavailable e) {
        throw new WebhooksFailed(String.valueOf(e.getMessage()), e);
      } catch (ExecutionException e) {
        throw isOvertaken(e.getCause()) ? overtaken(e) : failed(bootstrapServers, e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new WebhooksFailed("interrupted while writing to Kafka", e);
      }
    }

    private static boolean isOvertaken(@Nullable Throwable cause) {
      return cause instanceof ProducerFencedException
          || cause instanceof InvalidProducerEpochException;
    }

    private static WebhooksFailed overtaken(Exception e) {
      return WebhooksFailed.overtaken(
          "another ./iec webhooks of the same kind has begun to write; only one runs at a time, so this one ends",
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
    webhooks.close();
  }
}
