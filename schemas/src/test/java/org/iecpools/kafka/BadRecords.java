package org.iecpools.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.ToIntFunction;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.utils.Utils;
import org.iecpools.kafka.Variants.Variant;

/**
 * Generates records that no service may accept, each with exactly one kind of fault: metadata
 * (timestamp, key, partition, size, headers), bytes, schema variants or content, on every topic
 * that a service reads. Everything else about a record is valid.
 */
public final class BadRecords {

  /**
   * Every topic that a service reads except the clock, which a stack in real time does not have.
   */
  public static final List<Topic<?>> TOPICS =
      List.of(
          Topics.SEASONS,
          Topics.PROFILES,
          Topics.POOLS,
          Topics.ROUNDS,
          Topics.INVITATIONS,
          Topics.RESPONSES,
          Topics.APPLICATIONS,
          Topics.ROUND_COMMANDS,
          Topics.STATISTICS,
          Topics.PUBLICATIONS,
          Topics.PUBLISHED,
          Topics.CHANGES);

  private static final int VARIANTS_OF_A_TOPIC = 12;
  private static final long HOUR = 3_600_000;

  private final Random random;
  private final ToIntFunction<Schema> registry;
  private final int partitions;
  private final long now;
  private final List<UUID> candidates;
  private final SchemaIds ids;
  private final Map<Topic<?>, List<Encoded>> variants = new HashMap<>();

  /**
   * @param registry registers a schema and returns its id
   * @param ids of this system's own schemas
   * @param partitions number of partitions of every topic
   * @param now milliseconds since 1970, UTC
   * @param candidates that the records belong to
   */
  public BadRecords(
      Random random,
      ToIntFunction<Schema> registry,
      SchemaIds ids,
      int partitions,
      long now,
      List<UUID> candidates) {
    this.random = random;
    this.registry = registry;
    this.ids = ids;
    this.partitions = partitions;
    this.now = now;
    this.candidates = List.copyOf(candidates);
  }

  private record Encoded(String key, byte[] value) {}

  /**
   * A record that must be refused.
   *
   * @param kind of fault
   * @param timestamp -1 for "none", as in the log
   * @param isCompressible whether a producer can only send it compressed
   */
  public record Bad(
      String kind,
      Topic<?> topic,
      int partition,
      byte[] key,
      byte[] value,
      long timestamp,
      List<Header> headers,
      boolean isCompressible) {

    /**
     * The service that writes its dead letter; empty for topics whose readers skip such records.
     */
    public Optional<String> owner() {
      return Optional.ofNullable(topic.deadLettersBy());
    }
  }

  /** The next record. */
  public Bad next() {
    Topic<?> topic = TOPICS.get(random.nextInt(TOPICS.size()));
    SpecificRecord good = good(topic);
    Encoded right = encoded(topic, good);
    List<Header> headers = random.nextInt(5) == 0 ? headers() : List.of();
    int rare = random.nextInt(1_000);
    if (rare == 0) {
      return new Bad(
          "a key of 600 kB",
          topic,
          0,
          "A".repeat(600_000).getBytes(UTF_8),
          right.value,
          now,
          headers,
          false);
    }
    if (rare == 1) {
      return new Bad(
          "4 MB of zeros, compressed",
          topic,
          partition(topic, right.key),
          bytes(right.key),
          new byte[4_000_000],
          now,
          headers,
          true);
    }
    int partition = partition(topic, right.key);
    byte[] key = bytes(right.key);
    int kind = random.nextInt(13);
    if (kind == 3 && Topics.partitions(topic, partitions) == 1) {
      return next();
    }
    if (kind < 2 && topic.timestamps() == Topic.Timestamps.LOG_APPEND_TIME) {
      // If the broker sets the timestamp, no producer can send a bad one.
      return next();
    }
    return switch (kind) {
      case 0 -> bad("timestamp -1", topic, partition, key, right.value, -1, headers);
      case 1 -> bad("timestamp 0", topic, partition, key, right.value, 0, headers);
      case 2 -> {
        byte[] other = otherKey(topic, right.key);
        int its = Topics.partitions(topic, partitions);
        int itsPartition =
            other == null ? random.nextInt(its) : Utils.toPositive(Utils.murmur2(other)) % its;
        yield bad("another key", topic, itsPartition, other, right.value, now, headers);
      }
      case 3 ->
          bad(
              "another partition",
              topic,
              (partition + 1 + random.nextInt(partitions - 1)) % partitions,
              key,
              right.value,
              now,
              headers);
      case 4 ->
          // Empty records on a compacted topic are valid.
          bad(
              "no value",
              topic,
              partition,
              key,
              topic.cleanup() == Topic.Cleanup.COMPACT || random.nextBoolean()
                  ? new byte[random.nextInt(5)]
                  : null,
              now,
              headers);
      case 5 -> {
        byte[] noise = new byte[random.nextInt(1, 300)];
        random.nextBytes(noise);
        noise[0] = (byte) random.nextInt(1, 256);
        yield bad("noise", topic, partition, key, noise, now, headers);
      }
      case 6 -> {
        byte[] unknown = right.value.clone();
        ByteBuffer.wrap(unknown)
            .putInt(1, random.nextInt(4) == 0 ? -random.nextInt(10) : 900_000 + random.nextInt(5));
        yield bad("an unknown schema id", topic, partition, key, unknown, now, headers);
      }
      case 7 ->
          bad(
              "cut",
              topic,
              partition,
              key,
              Arrays.copyOf(right.value, random.nextInt(5, right.value.length)),
              now,
              headers);
      case 8 ->
          bad(
              "bytes left over",
              topic,
              partition,
              key,
              Arrays.copyOf(right.value, right.value.length + random.nextInt(1, 2_000)),
              now,
              headers);
      case 9 -> {
        Topic<?> other = TOPICS.get((TOPICS.indexOf(topic) + 1) % TOPICS.size());
        yield bad(
            "a type of " + other.name(),
            topic,
            partition,
            key,
            encoded(other, good(other)).value,
            now,
            headers);
      }
      case 10 -> {
        Encoded variant = variant(topic);
        yield bad(
            "another schema",
            topic,
            partition(topic, variant.key),
            bytes(variant.key),
            variant.value,
            now,
            headers);
      }
      case 11 -> {
        Encoded impossible = impossible(topic);
        yield bad(
            "impossible content",
            topic,
            partition(topic, impossible.key),
            bytes(impossible.key),
            impossible.value,
            now,
            headers);
      }
      default -> {
        byte[] lengths = right.value.clone();
        // This many 0xff bytes are not a valid value of any first field.
        byte[] value = Arrays.copyOf(lengths, 5 + 16 + 11);
        Arrays.fill(value, 5, value.length, (byte) 0xff);
        yield bad("endless numbers", topic, partition, key, value, now, headers);
      }
    };
  }

  private static Bad bad(
      String kind,
      Topic<?> topic,
      int partition,
      byte[] key,
      byte[] value,
      long timestamp,
      List<Header> headers) {
    return new Bad(kind, topic, partition, key, value, timestamp, headers, false);
  }

  private SpecificRecord good(Topic<?> topic) {
    Class<?> type = topic.types().get(random.nextInt(topic.types().size()));
    Schema schema =
        EventCodec.schemas().stream()
            .filter(each -> each.getFullName().equals(type.getName()))
            .findFirst()
            .orElseThrow();
    return Samples.valid(schema, random, now, candidate());
  }

  private UUID candidate() {
    return candidates.get(random.nextInt(candidates.size()));
  }

  @SuppressWarnings("unchecked") // the topic's own type
  private Encoded encoded(Topic<?> topic, SpecificRecord record) {
    return new Encoded(
        ((Topic<Object>) topic).key().apply(record),
        Samples.encode(Samples.generic(record), ids.idOf(record.getSchema())));
  }

  private int partition(Topic<?> topic, String key) {
    return Utils.toPositive(Utils.murmur2(bytes(key))) % Topics.partitions(topic, partitions);
  }

  private static byte[] bytes(String key) {
    return key.getBytes(UTF_8);
  }

  private byte[] otherKey(Topic<?> topic, String key) {
    return switch (random.nextInt(6)) {
      // A compacted topic does not accept a record without a key.
      case 0 -> topic.cleanup() == Topic.Cleanup.COMPACT ? new byte[0] : null;
      case 1 -> new byte[0];
      case 2 -> bytes(key + " ");
      case 3 -> new byte[] {(byte) 0xc3, 0x28, (byte) 0xff, 0};
      case 4 -> bytes("\n2026-01-01 ERROR forged \u001b[2J\u202e");
      default -> bytes(UUID.randomUUID().toString());
    };
  }

  private List<Header> headers() {
    List<Header> headers = new ArrayList<>();
    switch (random.nextInt(5)) {
      case 0 -> headers.add(new RecordHeader("iec-dead-letter-reason", bytes("all is well")));
      case 1 -> headers.add(new RecordHeader("iec-dead-letter-place", bytes("iec.pools/0/0")));
      case 2 -> headers.add(new RecordHeader("big", new byte[100_000]));
      case 3 -> {
        for (int i = 0; i < 1_000; i++) {
          headers.add(new RecordHeader("h" + i, i % 2 == 0 ? null : bytes("v")));
        }
      }
      default -> headers.add(new RecordHeader("", new byte[0]));
    }
    return headers;
  }

  /** Few schemas for many records, because this does not test the registry. */
  private Encoded variant(Topic<?> topic) {
    List<Encoded> known = variants.computeIfAbsent(topic, _ -> new ArrayList<>());
    while (known.size() < VARIANTS_OF_A_TOPIC) {
      SpecificRecord good = good(topic);
      Variant variant = Variants.of(good, random);
      if (variant.expected().isEmpty()) {
        known.add(
            new Encoded(
                encoded(topic, good).key,
                Samples.encode(variant.record(), registry.applyAsInt(variant.writer()))));
      }
    }
    return known.get(random.nextInt(known.size()));
  }

  /** A well-formed record with the right key and partition, but with invalid content. */
  private Encoded impossible(Topic<?> topic) {
    while (true) {
      GenericRecord record = Samples.generic(good(topic));
      if (spoil(record)) {
        return encoded(topic, Samples.specific(record));
      }
    }
  }

  private boolean spoil(GenericRecord record) {
    Schema schema = record.getSchema();
    return switch (schema.getName()) {
      case "ProfileSubmitted" -> {
        record.put("timeZone", "Z".repeat(201));
        yield true;
      }
      case "ProfileWithdrawn" -> {
        record.put("citizenship", "Z".repeat(201));
        yield true;
      }
      // The requested pool of these may be invalid.
      case "PoolEntryRefused", "ProfileRejected" -> later(record);
      case "SeasonPlanned" -> later(record);
      case "PublicationTimeSet" -> {
        record.put("minuteOfDay", random.nextBoolean() ? -1 : 1_440);
        yield true;
      }
      case "RunRounds" -> {
        List<?> orders = (List<?>) record.get("orders");
        if (orders.isEmpty()) {
          yield false;
        }
        GenericRecord order = (GenericRecord) orders.getFirst();
        order.put("size", -1 - random.nextInt(10));
        yield true;
      }
      case "RebuildOrdered", "RebuildProgress", "PartialSums", "PoolSizeShare" -> {
        record.put("version", random.nextBoolean() ? -1 : Integer.MAX_VALUE);
        yield true;
      }
      case "FiguresPublished", "PublicationRefused" -> {
        record.put("fetchedAt", -1L - random.nextInt(10));
        yield true;
      }
      case "ChangeMade", "BaselineTaken" -> {
        record.put("reportedAt", -1L - random.nextInt(10));
        yield true;
      }
      case "PublicationMade" -> {
        record.put("rows", -1);
        yield true;
      }
      default ->
          schema.getField("pool") != null
              && (random.nextBoolean() && schema.getField("eventId") != null
                  ? later(record)
                  : spoilPool((GenericRecord) record.get("pool")));
    };
  }

  private boolean spoilPool(GenericRecord pool) {
    switch (random.nextInt(4)) {
      case 0 -> pool.put("season", 26);
      case 1 -> pool.put("country", "ie");
      case 2 ->
          pool.put(
              "category",
              new GenericData.EnumSymbol(
                  pool.getSchema().getField("category").schema(), "UNKNOWN"));
      default -> pool.put("stream", "not upper case");
    }
    return true;
  }

  private boolean later(GenericRecord record) {
    record.put("occurredAt", now + HOUR);
    return true;
  }
}
