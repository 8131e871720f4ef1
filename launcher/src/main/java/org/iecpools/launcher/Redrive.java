package org.iecpools.launcher;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
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
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;
import org.iecpools.kafka.AccessDenied;
import org.iecpools.kafka.ClientConfig;
import org.iecpools.kafka.DeadLetter;
import org.iecpools.kafka.DeadLetterLog;
import org.iecpools.kafka.PrincipalAcls;
import org.iecpools.kafka.Topics;
import org.iecpools.stack.StackException;
import org.jspecify.annotations.Nullable;

/**
 * Sends refused records to their topics again. Each record is sent in one transaction with a marker
 * on {@code iec.dead-letters}. A letter with a marker is not sent again. All redrives use the same
 * transactional id, so a new one fences the previous one before it reads the markers. Therefore
 * neither misses a marker of the other.
 */
final class Redrive implements AutoCloseable {

  /** Shared by all redrives on a cluster, so that only the newest can commit. */
  private static final String TRANSACTIONAL_ID = PrincipalAcls.REDRIVE;

  private static final int LARGEST = 64 << 20;

  private final DeadLetterLog log;
  private final Optional<KafkaProducer<byte[], byte[]>> producer;
  private final Map<String, Integer> partitions = new HashMap<>();

  /** A record to send, and its letter. */
  record Outgoing(DeadLetter letter, ProducerRecord<byte[], byte[]> record) {}

  /** A letter that cannot be redriven. The message states the reason. */
  static final class Impossible extends Exception {
    private static final long serialVersionUID = 1L;

    Impossible(String why) {
      super(why);
    }
  }

  private Redrive(DeadLetterLog log, Optional<KafkaProducer<byte[], byte[]>> producer) {
    this.log = log;
    this.producer = producer;
  }

  /** Creates a redrive that only prepares records and sends none. */
  static Redrive dry(DeadLetterLog log) {
    return new Redrive(log, Optional.empty());
  }

  /**
   * Creates a redrive that sends. Fences any other redrive.
   *
   * @throws StackException if the broker does not answer or denies access
   */
  static Redrive start(DeadLetterLog log, String bootstrapServers, ClientConfig client) {
    Map<String, Object> settings = client.kafka(bootstrapServers);
    settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, TRANSACTIONAL_ID);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    // A record that was compressed by its producer must still fit.
    settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd");
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGEST);
    settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, (long) LARGEST + (16 << 20));
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 20_000);
    KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    try {
      producer.initTransactions();
    } catch (KafkaException e) {
      producer.close(Duration.ZERO);
      throw new StackException(
          AccessDenied.in(e, bootstrapServers)
              .map(AccessDenied::getMessage)
              .orElseGet(() -> "no transaction can be started: " + e.getMessage()),
          e);
    }
    return new Redrive(log, Optional.of(producer));
  }

  /**
   * Builds the record to send for a letter: the original key, value and headers, for the partition
   * of the key.
   *
   * @throws Impossible if the record cannot be sent
   */
  Outgoing prepare(DeadLetter letter) throws Impossible {
    DeadLetter.Place place =
        letter
            .parsedPlace()
            .orElseThrow(() -> new Impossible("its place is not on a topic of this system"));
    byte @Nullable [] key = letter.key();
    byte @Nullable [] value = letter.record().value();
    Headers received = letter.record().headers();
    if (letter.isCut()) {
      ConsumerRecord<byte[], byte[]> original =
          log.original(place)
              .orElseThrow(
                  () ->
                      new Impossible("it is truncated, and the original record has been deleted"));
      check(letter, "value", original.value());
      check(letter, "key", original.key());
      checkHeaders(letter, original.headers());
      key = original.key();
      value = original.value();
      received = original.headers();
    }
    Headers headers = new RecordHeaders();
    for (Header header : received) {
      if (!header.key().startsWith(DeadLetter.PREFIX)
          && !header.key().equals(DeadLetter.REDRIVEN_FROM)) {
        headers.add(header);
      }
    }
    headers.add(DeadLetter.REDRIVEN_FROM, letter.place().getBytes(StandardCharsets.UTF_8));
    String topic = place.partition().topic();
    int partition =
        key == null
            ? place.partition().partition()
            : Utils.toPositive(Utils.murmur2(key)) % partitions(topic);
    return new Outgoing(letter, new ProducerRecord<>(topic, partition, null, key, value, headers));
  }

  private int partitions(String topic) {
    return partitions.computeIfAbsent(
        topic,
        name -> {
          try {
            return log.partitions(name).size();
          } catch (ExecutionException e) {
            throw new StackException(
                name + ": " + Objects.requireNonNullElse(e.getCause(), e).getMessage(), e);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("interrupted", e);
          }
        });
  }

  private static void check(DeadLetter letter, String part, byte @Nullable [] whole)
      throws Impossible {
    Optional<String> expected = letter.header(DeadLetter.PREFIX + part + "-sha256");
    if (expected.isPresent()
        && (whole == null
            || !expected.get().equals(HexFormat.of().formatHex(sha256().digest(whole))))) {
      throw new Impossible("the " + part + " of the record at its place differs from the letter's");
    }
  }

  private static void checkHeaders(DeadLetter letter, Headers whole) throws Impossible {
    Optional<String> expected = letter.header(DeadLetter.PREFIX + "headers-sha256");
    if (expected.isEmpty()) {
      return;
    }
    MessageDigest digest = sha256();
    for (Header header : whole) {
      update(digest, header.key().getBytes(StandardCharsets.UTF_8));
      update(digest, header.value());
    }
    if (!expected.get().equals(HexFormat.of().formatHex(digest.digest()))) {
      throw new Impossible("the headers of the record at its place differ from the letter's");
    }
  }

  private static void update(MessageDigest digest, byte @Nullable [] bytes) {
    digest.update(ByteBuffer.allocate(4).putInt(bytes == null ? -1 : bytes.length).array());
    if (bytes != null) {
      digest.update(bytes);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /**
   * Sends records and their markers in one transaction.
   *
   * @return positions of the records, in the same order
   * @throws StackException if another redrive has started or the broker refuses a record; nothing
   *     of this batch is committed then
   */
  List<String> send(List<Outgoing> some) {
    KafkaProducer<byte[], byte[]> producer =
        this.producer.orElseThrow(() -> new IllegalStateException("a dry run does not send"));
    try {
      producer.beginTransaction();
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      some.forEach(outgoing -> sent.add(producer.send(outgoing.record())));
      producer.flush();
      List<String> places = new ArrayList<>();
      for (int i = 0; i < some.size(); i++) {
        RecordMetadata metadata = sent.get(i).get();
        String place = metadata.topic() + "/" + metadata.partition() + "/" + metadata.offset();
        places.add(place);
        var _ = producer.send(marker(some.get(i).letter(), place));
      }
      producer.commitTransaction();
      return places;
    } catch (ProducerFencedException e) {
      throw new StackException("another redrive has started and continues in place of this one", e);
    } catch (KafkaException e) {
      throw refused(producer, e);
    } catch (ExecutionException e) {
      throw refused(producer, Objects.requireNonNullElse(e.getCause(), e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException(
          "interrupted; letters that are not reported as redriven were not sent", e);
    }
  }

  private static StackException refused(KafkaProducer<byte[], byte[]> producer, Throwable e) {
    try {
      producer.abortTransaction();
    } catch (KafkaException _) {
      // The broker aborts the transaction after this process has ended.
    }
    return new StackException(
        "the broker refused a record, and nothing of its batch was sent: " + e.getMessage(), e);
  }

  /**
   * Builds a letter's marker. It repeats the letter's reason, service and place for readers that
   * look up records by place. It has no value.
   */
  private static ProducerRecord<byte[], byte[]> marker(DeadLetter letter, String to) {
    Headers headers = new RecordHeaders();
    for (String name : List.of(DeadLetter.REASON, DeadLetter.SERVICE, DeadLetter.PLACE)) {
      Header header = letter.record().headers().lastHeader(name);
      if (header != null) {
        headers.add(header);
      }
    }
    headers.add(DeadLetter.REDRIVEN_TO, to.getBytes(StandardCharsets.UTF_8));
    return new ProducerRecord<>(
        Topics.DEAD_LETTERS.name(),
        letter.record().partition(),
        null,
        letter.record().key(),
        null,
        headers);
  }

  @Override
  public void close() {
    producer.ifPresent(open -> open.close(Duration.ofSeconds(10)));
  }
}
