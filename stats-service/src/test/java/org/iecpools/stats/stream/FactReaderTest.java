package org.iecpools.stats.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.iecpools.stats.domain.Story.NOON;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.StringLength;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.utils.Utils;
import org.iecpools.domain.Texts;
import org.iecpools.events.AcceptanceConfirmed;
import org.iecpools.events.Answer;
import org.iecpools.events.AnswerRejected;
import org.iecpools.events.Category;
import org.iecpools.events.ClosedCause;
import org.iecpools.events.Event;
import org.iecpools.events.InvitationAccepted;
import org.iecpools.events.InvitationClosed;
import org.iecpools.events.InvitationDeclined;
import org.iecpools.events.LeaveCause;
import org.iecpools.events.LoiCancelled;
import org.iecpools.events.LoiIssued;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.PoolLeaveVoided;
import org.iecpools.events.PoolLeft;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.Releases;
import org.iecpools.kafka.Samples;
import org.iecpools.kafka.Topic;
import org.iecpools.kafka.Topics;
import org.iecpools.kafka.VariantIds;
import org.iecpools.kafka.Variants;
import org.iecpools.kafka.Variants.Variant;
import org.iecpools.kit.clock.ServiceClock;
import org.iecpools.kit.stream.Received;
import org.iecpools.kit.stream.RecordValidator;
import org.iecpools.stats.domain.Fact;
import org.iecpools.stats.domain.PoolIndex;
import org.iecpools.stats.domain.Story;
import org.iecpools.stats.domain.Tally;

/** Compares the fast path, which reads single fields, with decoding the whole record. */
class FactReaderTest {

  private static final int PARTITIONS = 4;
  private static final PoolId IE = PoolIds.of(2026, "IE", Category.INTERNATIONAL_COOP);

  private final VariantIds ids = new VariantIds();
  private final EventCodec codec = new EventCodec(ids);
  private final PoolIndex pools = new PoolIndex();
  private final FactReader reader = new FactReader(codec, pools, PARTITIONS);
  private final RecordValidator validator =
      new RecordValidator(
          "stats-service", codec, ServiceClock.system(), PARTITIONS, new SimpleMeterRegistry());

  @Property(tries = 500)
  void theFastPathCountsTheSameAsTheDecodedRecord(@ForAll("records") List<Event> events) {
    Tally quick = new Tally("t", 0, pools);
    Tally whole = new Tally("t", 0, pools);
    for (Event event : events) {
      ConsumerRecord<byte[], byte[]> record = record(event);
      Topic<?> topic = Topics.of(event);

      quick.at(record.offset());
      FactReader.Result result = reader.read(topic, record, validator.latest(record), quick);

      switch (validator.examine(topic, record)) {
        case RecordValidator.Outcome.Accepted _ -> {
          whole.at(event instanceof AnswerRejected e ? FactReader.place(e) : record.offset());
          Fact.of(event).ifPresent(whole::count);
          assertThat(result).isEqualTo(FactReader.Result.DONE);
        }
        case RecordValidator.Outcome.Refused _ ->
            assertThat(result).isEqualTo(FactReader.Result.UNUSUAL);
      }
    }
    assertThat(quick.changes()).containsExactlyInAnyOrderElementsOf(whole.changes());
    assertThat(quick.facts()).isEqualTo(whole.facts());
    for (long place = 0; place < 10; place++) {
      assertThat(quick.candidates(IE, place)).isEqualTo(whole.candidates(IE, place));
    }
  }

  @Property(tries = 2_000)
  void aDamagedRecordIsUnusualOrCountedAsTheCodecReadsIt(
      @ForAll("records") List<Event> events,
      @ForAll int where,
      @ForAll byte what,
      @ForAll boolean cut) {
    Event event = events.getFirst();
    ConsumerRecord<byte[], byte[]> good = record(event);
    byte[] value = good.value().clone();
    int at = Math.floorMod(where, value.length);
    if (cut) {
      value = Arrays.copyOf(value, at);
    } else {
      value[at] = what;
    }
    ConsumerRecord<byte[], byte[]> damaged =
        record(good.topic(), good.partition(), good.key(), value);
    Tally quick = new Tally("t", 0, pools);
    Tally whole = new Tally("t", 0, pools);

    FactReader.Result result =
        reader.read(Topics.of(event), damaged, validator.latest(damaged), quick);

    RecordValidator.Outcome outcome = validator.examine(Topics.of(event), damaged);
    if (outcome instanceof RecordValidator.Outcome.Accepted(Received<?> received)) {
      Fact.of((Event) received.event()).ifPresent(whole::count);
    }
    if (result == FactReader.Result.DONE) {
      assertThat(quick.changes()).isEqualTo(whole.changes());
    } else {
      assertThat(quick.facts()).isZero();
    }
  }

  @Property(tries = 500)
  void aTextWithAControlCharacterIsUnusualAndTheValidatorRefusesIt(
      @ForAll @StringLength(max = 20) String text) {
    Tally tally = new Tally("t", 0, pools);
    ConsumerRecord<byte[], byte[]> record =
        record(PoolEntered.newBuilder(Story.entered(1)).setTimeZone(text).build());

    FactReader.Result result = reader.read(Topics.POOLS, record, validator.latest(record), tally);

    boolean accepted =
        validator.examine(Topics.POOLS, record) instanceof RecordValidator.Outcome.Accepted;
    assertThat(accepted).isEqualTo(Texts.fault(decoded(text)) == null);
    if (!accepted) {
      assertThat(result).isEqualTo(FactReader.Result.UNUSUAL);
      assertThat(tally.facts()).isZero();
    }
  }

  /** The text after encoding and decoding: UTF-8 cannot represent unpaired surrogates. */
  private static String decoded(String text) {
    return new String(text.getBytes(UTF_8), UTF_8);
  }

  @Property(tries = 1)
  void anEnumIndexOutOfRangeIsUnusualEvenIfNoNumberDependsOnIt() {
    Tally tally = new Tally("t", 0, pools);
    ConsumerRecord<byte[], byte[]> damaged = record(Story.left(1, 1, LeaveCause.AGE));
    byte[] value = damaged.value();
    value[value.length - 1] = 1; // the cause, -1

    assertThat(reader.read(Topics.POOLS, damaged, Long.MAX_VALUE, tally))
        .isEqualTo(FactReader.Result.UNUSUAL);
    assertThat(tally.facts()).isZero();
  }

  @Property(tries = 1)
  void aRecordWithAnotherKeyOrOnAnotherPartitionIsUnusual() {
    Tally tally = new Tally("t", 0, pools);
    ConsumerRecord<byte[], byte[]> good = record(Story.entered(1));
    for (ConsumerRecord<byte[], byte[]> odd :
        List.of(
            record("iec.pools", good.partition(), null, good.value()),
            record("iec.pools", good.partition(), "x".getBytes(UTF_8), good.value()),
            record(
                "iec.pools",
                good.partition(),
                new String(good.key(), UTF_8).toUpperCase().getBytes(UTF_8),
                good.value()),
            record("iec.pools", (good.partition() + 1) % PARTITIONS, good.key(), good.value()))) {
      assertThat(reader.read(Topics.POOLS, odd, Long.MAX_VALUE, tally))
          .isEqualTo(FactReader.Result.UNUSUAL);
    }
    assertThat(tally.facts()).isZero();
  }

  @Property(tries = 1_000)
  void recordsOfAnySchemasCountAsTheCodecReadsThemWhateverCameBefore(@ForAll long seed) {
    Random random = new Random(seed);
    Tally quick = new Tally("t", 0, pools);
    Tally whole = new Tally("t", 0, pools);
    for (int i = random.nextInt(1, 6); i > 0; i--) {
      Event event = countable(random);
      Variant variant = Variants.of((SpecificRecord) event, random);
      boolean isVariant = random.nextInt(3) > 0;
      ConsumerRecord<byte[], byte[]> own = record(event);
      ConsumerRecord<byte[], byte[]> record =
          isVariant
              ? record(
                  own.topic(),
                  own.partition(),
                  own.key(),
                  Samples.encode(variant.record(), ids.add(variant.writer())))
              : own;
      Topic<?> topic = Topics.of(event);

      quick.at(i);
      FactReader.Result result = reader.read(topic, record, validator.latest(record), quick);
      RecordValidator.Outcome outcome = validator.examine(topic, record);
      if (result == FactReader.Result.UNUSUAL
          && outcome instanceof RecordValidator.Outcome.Accepted(Received<?> received)) {
        count(quick, i, (Event) received.event());
      }

      if (isVariant && !Releases.contains(variant.writer())) {
        assertThat(result).isEqualTo(FactReader.Result.UNUSUAL);
      }
      Optional<SpecificRecord> expected =
          isVariant ? variant.expected() : Optional.of((SpecificRecord) event);
      if (outcome instanceof RecordValidator.Outcome.Accepted(Received<?> received)) {
        assertThat(received.event()).isEqualTo(expected.orElseThrow());
        count(whole, i, (Event) received.event());
      } else {
        // An unknown enum symbol of a later version may make the pool invalid; nothing is counted
        // then.
        assertThat(isVariant).isTrue();
      }
    }
    assertThat(quick.changes()).containsExactlyInAnyOrderElementsOf(whole.changes());
    assertThat(quick.facts()).isEqualTo(whole.facts());
  }

  private static void count(Tally tally, long offset, Event event) {
    tally.at(event instanceof AnswerRejected e ? FactReader.place(e) : offset);
    Fact.of(event).ifPresent(tally::count);
  }

  private static Event countable(Random random) {
    List<Schema> types =
        List.of(
            PoolEntered.SCHEMA$,
            PoolLeft.SCHEMA$,
            PoolLeaveVoided.SCHEMA$,
            InvitationDeclined.SCHEMA$,
            InvitationClosed.SCHEMA$,
            AnswerRejected.SCHEMA$,
            LoiIssued.SCHEMA$,
            LoiCancelled.SCHEMA$,
            InvitationAccepted.SCHEMA$,
            AcceptanceConfirmed.SCHEMA$);
    return (Event)
        Samples.valid(types.get(random.nextInt(types.size())), random, NOON.toEpochMilli());
  }

  @Property(tries = 1)
  void aRecordWithoutAPoolIsNotCountedInThePoolOfTheRecordBefore() {
    // given a schema that lacks the pool
    List<Schema.Field> fields = new ArrayList<>();
    LoiIssued.SCHEMA$.getFields().stream()
        .filter(field -> !field.name().equals("pool"))
        .forEach(field -> fields.add(new Schema.Field(field, field.schema())));
    Schema withoutPool =
        Schema.createRecord("LoiIssued", null, "org.iecpools.events", false, fields);
    LoiIssued loi = Story.loi(1);
    GenericRecord written = new GenericData.Record(withoutPool);
    written.put("eventId", fixed(loi.getEventId()));
    written.put("occurredAt", loi.getOccurredAt().toEpochMilli());
    written.put("invitationId", fixed(UUID.randomUUID()));
    written.put("profileId", fixed(loi.getProfileId()));
    written.put("candidateId", fixed(loi.getCandidateId()));
    ConsumerRecord<byte[], byte[]> good = record(loi);
    ConsumerRecord<byte[], byte[]> bad =
        record(
            good.topic(),
            good.partition(),
            good.key(),
            Samples.encode(written, ids.add(withoutPool)));
    Tally tally = new Tally("t", 0, pools);

    // when it follows a record that has one
    assertThat(reader.read(Topics.APPLICATIONS, good, validator.latest(good), tally))
        .isEqualTo(FactReader.Result.DONE);
    FactReader.Result result = reader.read(Topics.APPLICATIONS, bad, validator.latest(bad), tally);

    // then only the first is counted, and the second becomes a dead letter that names the field
    assertThat(result).isEqualTo(FactReader.Result.UNUSUAL);
    assertThat(tally.facts()).isEqualTo(1);
    assertThat(validator.examine(Topics.APPLICATIONS, bad))
        .isInstanceOfSatisfying(
            RecordValidator.Outcome.Refused.class,
            refused ->
                assertThat(
                        new String(
                            refused.letter().headers().lastHeader("iec-dead-letter-reason").value(),
                            UTF_8))
                    .contains("the field LoiIssued.pool is missing"));
  }

  private static GenericData.Fixed fixed(UUID id) {
    return new GenericData.Fixed(
        LoiIssued.SCHEMA$.getField("eventId").schema(),
        ByteBuffer.allocate(16)
            .putLong(id.getMostSignificantBits())
            .putLong(id.getLeastSignificantBits())
            .array());
  }

  @Property(tries = 1)
  void aRecordWithoutATimestampIsUnusual() {
    ConsumerRecord<byte[], byte[]> good = record(Story.entered(1));
    Tally tally = new Tally("t", 0, pools);
    for (long timestamp : new long[] {-1, 0, Long.MIN_VALUE, -62135596800000L}) {
      ConsumerRecord<byte[], byte[]> bad =
          record(good.topic(), good.partition(), good.key(), good.value(), timestamp);

      assertThat(reader.read(Topics.POOLS, bad, Long.MAX_VALUE, tally))
          .isEqualTo(FactReader.Result.UNUSUAL);
      assertThat(validator.examine(Topics.POOLS, bad))
          .isInstanceOf(RecordValidator.Outcome.Refused.class);
    }
    assertThat(tally.facts()).isZero();
  }

  private ConsumerRecord<byte[], byte[]> record(Event event) {
    byte[] key = Topics.keyOf(event).getBytes(UTF_8);
    return record(
        Topics.of(event).name(),
        Utils.toPositive(Utils.murmur2(key)) % PARTITIONS,
        key,
        codec.encode((SpecificRecord) event));
  }

  private static ConsumerRecord<byte[], byte[]> record(
      String topic, int partition, byte[] key, byte[] value) {
    return record(topic, partition, key, value, NOON.plus(Duration.ofDays(1)).toEpochMilli());
  }

  private static ConsumerRecord<byte[], byte[]> record(
      String topic, int partition, byte[] key, byte[] value, long timestamp) {
    return new ConsumerRecord<>(
        topic,
        partition,
        0,
        timestamp,
        TimestampType.CREATE_TIME,
        0,
        0,
        key,
        value,
        new RecordHeaders(),
        Optional.empty());
  }

  @Provide
  Arbitrary<List<Event>> records() {
    Arbitrary<Integer> few = Arbitraries.integers().between(1, 4);
    // The last value is ahead of the clock.
    Arbitrary<Instant> near =
        Arbitraries.integers()
            .between(-40, 10)
            .map(
                n -> n == 10 ? NOON.plus(Duration.ofDays(2)) : NOON.plus(Duration.ofHours(6L * n)));
    // Outside every season's window, at its boundaries, or in seconds instead of milliseconds.
    Arbitrary<Instant> extreme =
        Arbitraries.oneOf(
                Arbitraries.longs(),
                Arbitraries.of(Long.MIN_VALUE, Long.MIN_VALUE + 1, -62_135_596_800_000L),
                Arbitraries.just(NOON.getEpochSecond()),
                Arbitraries.of(2024, 2025, 2031, 2032)
                    .flatMap(
                        year ->
                            Arbitraries.longs()
                                .between(-1, 1)
                                .map(
                                    ms ->
                                        Instant.parse(year + "-01-01T00:00:00Z").toEpochMilli()
                                            + ms)))
            .map(Instant::ofEpochMilli);
    Arbitrary<Instant> times = Arbitraries.frequencyOf(Tuple.of(4, near), Tuple.of(1, extreme));
    Arbitrary<PoolId> where =
        Combinators.combine(
                Arbitraries.of(2025, 2026, 1999),
                Arbitraries.of("IE", "FR", "ie", "IRL", ""),
                Arbitraries.of(Category.class),
                Arbitraries.of("VIE", "ICEX_VIVES", "vie").injectNull(0.7))
            .as(PoolId::new);
    return Combinators.combine(Arbitraries.integers().between(0, 8), few, few, times, where)
        .as(FactReaderTest::event)
        .list()
        .ofMinSize(1)
        .ofMaxSize(40);
  }

  private static Event event(int kind, int n, int m, Instant at, PoolId pool) {
    return switch (kind) {
      case 0 ->
          PoolEntered.newBuilder(Story.entered(n, m - 1, at))
              .setPool(pool)
              .setAfter(m > 2 ? UUID.randomUUID() : null)
              .setEligibleUntil(LocalDate.of(2030, m, n))
              .build();
      case 1 ->
          PoolLeft.newBuilder(Story.left(n, m, LeaveCause.values()[m], at)).setPool(pool).build();
      case 2 ->
          PoolLeaveVoided.newBuilder(Story.voided(n, m)).setOccurredAt(at).setPool(pool).build();
      case 3 ->
          InvitationAccepted.newBuilder()
              .setEventId(UUID.randomUUID())
              .setOccurredAt(NOON)
              .setPool(Story.POOL)
              .setInvitationId(UUID.randomUUID())
              .setProfileId(UUID.randomUUID())
              .setCandidateId(UUID.randomUUID())
              .build();
      case 4 -> InvitationDeclined.newBuilder(Story.declined(n, at)).setPool(pool).build();
      case 5 ->
          AnswerRejected.newBuilder(Story.rejected(n, Answer.values()[m]))
              .setOccurredAt(at)
              .setPool(pool)
              .setSeq(m > 2 ? null : (long) n)
              .build();
      case 6 ->
          InvitationClosed.newBuilder(Story.closed(n, ClosedCause.values()[m + 2]))
              .setOccurredAt(at)
              .setPool(pool)
              .build();
      case 7 -> LoiIssued.newBuilder(Story.loi(n)).setOccurredAt(at).setPool(pool).build();
      default ->
          LoiCancelled.newBuilder(Story.loiCancelled(n)).setOccurredAt(at).setPool(pool).build();
    };
  }
}
