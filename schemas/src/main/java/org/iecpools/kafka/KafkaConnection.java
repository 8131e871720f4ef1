package org.iecpools.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * How a program of the command line reads and writes topics of a stack. Every failure is an
 * exception of that program, with one sentence for people.
 */
public final class KafkaConnection {

  /** Timeout of a request, and longest time without a record in {@link #readToEnd}. */
  private static final Duration TIMEOUT = Duration.ofSeconds(15);

  private static final Duration POLL = Duration.ofMillis(200);
  private static final int TRANSACTION_TIMEOUT_MS = 30_000;

  private final String bootstrapServers;
  private final Map<String, Object> settings;
  private final BiFunction<String, Throwable, ? extends RuntimeException> failure;

  private KafkaConnection(
      String bootstrapServers,
      Map<String, Object> settings,
      BiFunction<String, Throwable, ? extends RuntimeException> failure) {
    this.bootstrapServers = bootstrapServers;
    this.settings = settings;
    this.failure = failure;
  }

  /**
   * Checks how the broker expects programs to authenticate. Clients are opened when they are
   * needed.
   *
   * @param failure makes the program's exception from a sentence and a cause. Everything here
   *     throws it if the broker does not answer or denies access
   */
  public static KafkaConnection open(
      String bootstrapServers,
      ClientConfig client,
      BiFunction<String, Throwable, ? extends RuntimeException> failure) {
    try {
      client.check(bootstrapServers);
    } catch (AccessDenied e) {
      throw failure.apply(e.getMessage(), e);
    }
    Map<String, Object> settings = client.kafka(bootstrapServers);
    settings.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, (int) TIMEOUT.toMillis());
    return new KafkaConnection(bootstrapServers, settings, failure);
  }

  /**
   * Opens a consumer of committed records that has all partitions of some topics, and is at their
   * beginning. A position that does not exist any more is an error.
   *
   * @param further settings of the consumer
   */
  public KafkaConsumer<byte[], byte[]> consumer(
      List<Topic<?>> topics, Map<String, Object> further) {
    Map<String, Object> reading = new HashMap<>(settings);
    reading.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) TIMEOUT.toMillis());
    reading.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    reading.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    reading.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    reading.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    reading.putAll(further);
    KafkaConsumer<byte[], byte[]> consumer =
        configured(
            () ->
                new KafkaConsumer<>(
                    reading, new ByteArrayDeserializer(), new ByteArrayDeserializer()));
    try {
      List<TopicPartition> partitions = new ArrayList<>();
      topics.forEach(topic -> partitions.addAll(partitions(consumer, topic.name())));
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      return consumer;
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
  }

  private List<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> consumer, String topic) {
    List<PartitionInfo> found = request(() -> consumer.partitionsFor(topic));
    if (found == null || found.isEmpty()) {
      throw missing(topic, new UnknownTopicOrPartitionException(topic));
    }
    return found.stream().map(it -> new TopicPartition(it.topic(), it.partition())).toList();
  }

  private RuntimeException missing(String topic, Exception e) {
    return failure.apply(
        "the broker at %s has no topic %s: check that a stack is up and that this is its broker, and run its set-up again if it is older than the topic"
            .formatted(bootstrapServers, topic),
        e);
  }

  private <T> T configured(Supplier<T> client) {
    try {
      return client.get();
    } catch (KafkaException e) {
      throw failure.apply(
          "no connection to '%s' can be configured: %s"
              .formatted(bootstrapServers, e.getCause() == null ? e : e.getCause().getMessage()),
          e);
    }
  }

  /** Passes the records up to the current ends of the consumer's partitions to {@code reader}. */
  public void readToEnd(
      KafkaConsumer<byte[], byte[]> consumer, Consumer<ConsumerRecord<byte[], byte[]>> reader) {
    Set<TopicPartition> partitions = consumer.assignment();
    Map<TopicPartition, Long> ends = request(() -> consumer.endOffsets(partitions));
    long lastRecord = System.nanoTime();
    while (request(
        () ->
            ends.entrySet().stream()
                .anyMatch(end -> consumer.position(end.getKey()) < end.getValue()))) {
      for (ConsumerRecord<byte[], byte[]> record : request(() -> consumer.poll(POLL))) {
        reader.accept(record);
        lastRecord = System.nanoTime();
      }
      if (System.nanoTime() - lastRecord > TIMEOUT.toNanos()) {
        String topics =
            partitions.stream()
                .map(TopicPartition::topic)
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
        throw failure.apply(
            "the broker at %s does not give what is on %s".formatted(bootstrapServers, topics),
            new TimeoutException("no record for " + TIMEOUT));
      }
    }
  }

  /**
   * Opens a writer. Any other writer of the same name can no longer write.
   *
   * @param overtaken makes the exception for a writer that can no longer write
   */
  public TransactionWriter writer(
      String name, Function<Exception, ? extends RuntimeException> overtaken) {
    Map<String, Object> writing = new HashMap<>(settings);
    writing.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, name);
    writing.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_TIMEOUT_MS);
    writing.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, TIMEOUT.toMillis());
    writing.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 2 * (int) TIMEOUT.toMillis());
    KafkaProducer<String, byte[]> producer =
        configured(
            () -> new KafkaProducer<>(writing, new StringSerializer(), new ByteArraySerializer()));
    try {
      producer.initTransactions();
    } catch (KafkaException e) {
      producer.close(Duration.ZERO);
      throw failure(e);
    }
    return new TransactionWriter(producer, this, overtaken);
  }

  /** The identity of a topic ({@link LogIdentity}). */
  public long identity(Topic<?> topic) {
    return ask(
        kafka -> {
          try {
            return LogIdentity.of(kafka, List.of(topic));
          } catch (ExecutionException e) {
            throw e.getCause() instanceof UnknownTopicOrPartitionException
                ? missing(topic.name(), e)
                : failure(e);
          }
        });
  }

  /** A question to the broker. */
  @FunctionalInterface
  public interface Question<T> {
    T ask(Admin kafka) throws ExecutionException, InterruptedException;
  }

  /** Asks the broker something. */
  public <T> T ask(Question<T> question) {
    Map<String, Object> asking = new HashMap<>(settings);
    asking.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) TIMEOUT.toMillis());
    try (Admin kafka = configured(() -> Admin.create(asking))) {
      return question.ask(kafka);
    } catch (ExecutionException | KafkaException e) {
      throw failure(e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /**
   * The decoded value of a record; empty if there is none or it cannot be decoded. Every reader of
   * the topic skips such a record.
   */
  public Optional<SpecificRecord> decoded(ConsumerRecord<?, byte[]> record, EventCodec codec) {
    byte[] value = record.value();
    if (value == null) {
      return Optional.empty();
    }
    return request(
        () -> {
          try {
            return Optional.of(codec.decode(value));
          } catch (EventCodec.Undecodable _) {
            return Optional.empty();
          }
        });
  }

  /** Makes a request to Kafka or the registry with a client. */
  public <T> T request(Supplier<T> request) {
    try {
      return request.get();
    } catch (KafkaException e) {
      throw failure(e);
    } catch (SchemaRegistry.Unavailable e) {
      throw failure.apply(String.valueOf(e.getMessage()), e);
    }
  }

  /** Explains why Kafka did not do something. */
  RuntimeException failure(Exception e) {
    Throwable cause = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
    return failure.apply(
        AccessDenied.in(e, bootstrapServers)
            .map(AccessDenied::getMessage)
            .orElseGet(
                () ->
                    "the broker at %s does not answer; check that a stack is up and that this is its broker: %s"
                        .formatted(bootstrapServers, cause.getMessage())),
        e);
  }

  RuntimeException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return failure.apply("interrupted while waiting for Kafka", e);
  }
}
