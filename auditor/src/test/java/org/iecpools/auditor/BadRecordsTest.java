package org.iecpools.auditor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.utils.Utils;
import org.iecpools.events.Event;
import org.iecpools.events.LoiIssued;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.ProfileSubmitted;
import org.iecpools.kafka.BadRecords;
import org.iecpools.kafka.BadRecords.Bad;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.Samples;
import org.iecpools.kafka.Topics;
import org.iecpools.kafka.VariantIds;
import org.iecpools.kafka.Variants;
import org.iecpools.kafka.Variants.Variant;

/**
 * The auditor rejects the records that the services reject, and decodes the others to the same
 * events.
 */
class BadRecordsTest {

  private static final int PARTITIONS = 4;

  private final VariantIds ids = new VariantIds();
  private final EventCodec codec = new EventCodec(ids);

  @Property(tries = 500)
  void aRecordThatTheServicesRefuseIsPassedOver(@ForAll long seed) {
    Random random = new Random(seed);
    long now = System.currentTimeMillis();
    UUID candidate = new UUID(random.nextLong(), random.nextLong());
    BadRecords records = new BadRecords(random, ids::add, ids, PARTITIONS, now, List.of(candidate));
    Bad bad = records.next();
    while (!Topics.EVENTS.contains(bad.topic())) {
      bad = records.next();
    }
    EventLog log = new EventLog(codec);

    log.take(
        record(bad.topic().name(), bad.partition(), bad.timestamp(), bad.key(), bad.value()),
        PARTITIONS);

    EventLog.Contents contents = log.contents(Instant.ofEpochMilli(now));
    assertThat(contents.events()).as(bad.kind()).isEmpty();
    assertThat(contents.passedOver()).hasSize(1);
  }

  @Property(tries = 500)
  void aRecordOfAnySchemaIsDecodedAsInTheServices(@ForAll long seed) {
    Random random = new Random(seed);
    long now = System.currentTimeMillis();
    List<Schema> types = List.of(LoiIssued.SCHEMA$, PoolEntered.SCHEMA$, ProfileSubmitted.SCHEMA$);
    SpecificRecord event = Samples.valid(types.get(random.nextInt(3)), random, now);
    Variant variant = Variants.of(event, random);
    String topic = Topics.of((Event) event).name();
    byte[] key = Topics.keyOf((Event) event).getBytes(UTF_8);
    EventLog log = new EventLog(codec);

    log.take(
        record(
            topic,
            Utils.toPositive(Utils.murmur2(key)) % PARTITIONS,
            now,
            key,
            Samples.encode(variant.record(), ids.add(variant.writer()))),
        PARTITIONS);

    List<LoggedEvent> counted = log.contents(Instant.ofEpochMilli(now)).events();
    if (variant.expected().isEmpty()) {
      assertThat(counted).isEmpty();
    } else if (!counted.isEmpty()) {
      // A record may also be passed over: an unknown enum value may invalidate the pool, or a value
      // may be out of range.
      assertThat(counted.getFirst().event()).isEqualTo(variant.expected().get());
    }
  }

  private static ConsumerRecord<byte[], byte[]> record(
      String topic, int partition, long timestamp, byte[] key, byte[] value) {
    return new ConsumerRecord<>(
        topic,
        partition,
        7,
        timestamp,
        TimestampType.CREATE_TIME,
        0,
        0,
        key,
        value,
        new RecordHeaders(),
        Optional.empty());
  }
}
