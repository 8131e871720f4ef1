package org.iecpools.kit.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.iecpools.events.Category;
import org.iecpools.events.InvitationDeclined;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.PoolIds;
import org.iecpools.events.PoolsEvent;
import org.iecpools.events.ProfileSubmitted;
import org.iecpools.events.WantedPool;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.Topics;
import org.iecpools.kit.clock.ServiceClock;
import org.iecpools.kit.trace.Traces;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventSourceTest {

  private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MILLIS);

  private final EventCodec codec = new EventCodec(EventCodec.inMemory());
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final UUID candidate = UUID.randomUUID();
  private final ServiceClock clock = ServiceClock.system();

  private TopologyTestDriver driver;
  private TestInputTopic<String, byte[]> in;
  private TestOutputTopic<String, byte[]> out;
  private TestOutputTopic<String, byte[]> letters;

  /**
   * Builds the topology of a service that copies iec.pools, with {@code partitions} partitions per
   * topic.
   */
  private void serviceNamed(String name, int partitions) {
    StreamsBuilder builder = new StreamsBuilder();
    EventSource eventSource =
        new EventSource(new RecordValidator(name, codec, clock, partitions, meters), Traces.OFF);
    new EventSink(codec, new SimpleMeterRegistry(), Traces.OFF)
        .write(
            eventSource.read(builder, Topics.POOLS).mapValues(Received::event),
            new org.iecpools.kafka.Topic<PoolsEvent>(
                "iec.out",
                Topics.POOLS.types(),
                Topics.POOLS.key(),
                "",
                Topics.POOLS.cleanup(),
                Topics.POOLS.timestamps(),
                Topics.POOLS.largestValue(),
                null,
                java.util.Set.of(),
                java.util.Set.of()));
    driver = new TopologyTestDriver(builder.build(), new Properties());
    in = driver.createInputTopic("iec.pools", new StringSerializer(), new ByteArraySerializer());
    out =
        driver.createOutputTopic("iec.out", new StringDeserializer(), new ByteArrayDeserializer());
    letters =
        driver.createOutputTopic(
            "iec.dead-letters", new StringDeserializer(), new ByteArrayDeserializer());
  }

  @AfterEach
  void close() {
    driver.close();
  }

  @Test
  void aGoodRecordPasses() throws Exception {
    serviceNamed("invitation-service", 1);
    PoolEntered entered = entered(NOW);

    in.pipeInput(candidate.toString(), codec.encode(entered));

    assertThat(codec.decode(out.readValue())).isEqualTo(entered);
    assertThat(letters.isEmpty()).isTrue();
  }

  @Test
  void aRecordIsADeadLetterOnceWithItsReasonAndTheFlowGoesOn() {
    serviceNamed("invitation-service", 1);

    in.pipeInput(candidate.toString(), "no avro".getBytes(StandardCharsets.UTF_8));
    in.pipeInput(candidate.toString(), codec.encode(entered(NOW)));

    TestRecord<String, byte[]> letter = letters.readRecord();
    assertThat(letter.key()).isEqualTo("iec.pools/0/0");
    assertThat(letter.value()).asString().isEqualTo("no avro");
    assertThat(reason(letter)).contains("wire format");
    assertThat(letters.isEmpty()).isTrue();
    assertThat(out.getQueueSize()).isOne();
  }

  @Test
  void aRecordThatWasTrimmedWhileItWaitedIsADeadLetterThatDescribesTheWholeOne() {
    serviceNamed("invitation-service", 1);
    ConsumerRecord<byte[], byte[]> waiting =
        Trim.of(new ConsumerRecord<>("iec.pools", 0, 0, null, new byte[7_000_000]));

    in.pipeInput(new TestRecord<>(candidate.toString(), waiting.value(), waiting.headers(), NOW));

    TestRecord<String, byte[]> letter = letters.readRecord();
    assertThat(reason(letter)).contains("the value is of 7,000,000 bytes; at most 65,536 are read");
    assertThat(letter.value()).hasSize(Trim.PREFIX);
    assertThat(letter.headers().lastHeader(DeadLetter.VALUE_LENGTH).value())
        .asString()
        .isEqualTo("7000000");
  }

  @Test
  void onlyTheOwnerOfATopicWritesDeadLettersTheOthersSkipAndCount() {
    serviceNamed("stats-service", 1);

    in.pipeInput(candidate.toString(), new byte[] {1, 2, 3});
    in.pipeInput(candidate.toString(), codec.encode(entered(NOW)));

    assertThat(out.getQueueSize()).isOne();
    assertThat(
            meters
                .get("iec.intake.refused")
                .tags("topic", "iec.pools", "type", "unknown", "reason", "undecodable")
                .counter()
                .count())
        .isOne();
    assertThat(driver.producedTopicNames()).doesNotContain("iec.dead-letters");
  }

  @Test
  void aTextWithControlCharactersIsADeadLetter() {
    PoolEntered forged =
        PoolEntered.newBuilder(entered(NOW)).setTimeZone("Europe/Dublin\u001b[2K\nholds").build();

    assertThat(reasonOf(candidate.toString(), codec.encode(forged)))
        .contains("timeZone contains the control character U+001B");
  }

  @Test
  void anUnknownSchemaIdIsADeadLetter() {
    assertThat(reasonOf(candidate.toString(), new byte[] {0, 0, 0, 99, 99, 1}))
        .contains("schema id 25443 is not known");
  }

  @Test
  void aTypeThatIsWrongForItsTopicIsADeadLetterThatNamesTheRightOne() {
    InvitationDeclined declined =
        InvitationDeclined.newBuilder()
            .setEventId(UUID.randomUUID())
            .setOccurredAt(NOW)
            .setPool(PoolIds.parse("2026/IE/WORKING_HOLIDAY"))
            .setInvitationId(UUID.randomUUID())
            .setProfileId(UUID.randomUUID())
            .setCandidateId(candidate)
            .build();

    assertThat(reasonOf(candidate.toString(), codec.encode(declined)))
        .contains("InvitationDeclined does not belong on iec.pools but on iec.responses");
  }

  @Test
  void aKeyThatDoesNotFitIsADeadLetter() {
    assertThat(reasonOf("somebody", codec.encode(entered(NOW))))
        .contains("the key is 'somebody' but must be '" + candidate + "'");
    assertThat(reasonOf(null, codec.encode(entered(NOW)))).contains("the key is 'null'");
  }

  @Test
  void aRecordOutsideItsKeysPartitionIsADeadLetterWithTheSettingToUse() {
    // given topics of 64 partitions, with the record on the first one
    serviceNamed("invitation-service", 64);

    // when the key belongs on another partition, as almost all keys do
    UUID elsewhere = new UUID(1, 1);
    PoolEntered entered = PoolEntered.newBuilder(entered(NOW)).setCandidateId(elsewhere).build();
    in.pipeInput(elsewhere.toString(), codec.encode(entered));

    assertThat(reason(letters.readRecord())).contains("partitioner=murmur2_random");
  }

  @Test
  void aTimeMoreThanFiveMinutesAheadOfTheClockIsADeadLetter() {
    serviceNamed("invitation-service", 1);

    in.pipeInput(candidate.toString(), codec.encode(entered(NOW.plusSeconds(290))));
    assertThat(out.getQueueSize()).isOne();
    in.pipeInput(candidate.toString(), codec.encode(entered(NOW.plusSeconds(400))));

    assertThat(reason(letters.readRecord())).contains("more than 5 minutes ahead of the clock");
  }

  @Test
  void whoReadsItLaterComesToTheSameVerdict() {
    serviceNamed("invitation-service", 1);
    Instant then = NOW.minusSeconds(86_400);

    in.pipeInput(candidate.toString(), codec.encode(entered(then.plusSeconds(400))), then);

    assertThat(reason(letters.readRecord())).contains("more than 5 minutes ahead of the clock");
    assertThat(out.isEmpty()).isTrue();
  }

  @Test
  void aRecordWithATimestampThatIsNotPositiveIsADeadLetterAndTheFlowGoesOn() {
    serviceNamed("invitation-service", 1);
    byte[] value = codec.encode(entered(NOW));
    for (long timestamp : new long[] {-1, 0, Long.MIN_VALUE, -62_135_596_800_000L}) {
      long extracted =
          new AnyTimestamp()
              .extract(
                  new ConsumerRecord<>(
                      "iec.pools",
                      0,
                      0,
                      timestamp,
                      TimestampType.CREATE_TIME,
                      0,
                      0,
                      null,
                      null,
                      new RecordHeaders(),
                      Optional.empty()),
                  -1);

      in.pipeInput(new TestRecord<>(candidate.toString(), value, new RecordHeaders(), extracted));

      TestRecord<String, byte[]> letter = letters.readRecord();
      assertThat(reason(letter)).contains("record timestamp is not after 1970");
      assertThat(letter.timestamp()).isPositive();
    }
    in.pipeInput(candidate.toString(), value);
    assertThat(out.getQueueSize()).isOne();
  }

  @Test
  void aProfileWhoseRejectionWouldBeLongerThanARequestIsADeadLetter() {
    ProfileSubmitted profile =
        ProfileSubmitted.newBuilder()
            .setEventId(UUID.randomUUID())
            .setOccurredAt(NOW)
            .setProfileId(UUID.randomUUID())
            .setCandidateId(candidate)
            .setSeason(2026)
            .setCitizenship("I".repeat(15_000))
            .setBirthDate(LocalDate.parse("2000-01-01"))
            .setResidence("IE")
            .setWanted(
                Collections.nCopies(8_000, new WantedPool(Category.WORKING_HOLIDAY, "S".repeat(3))))
            .build();
    serviceNamed("pool-service", 1);
    RecordValidator validator = new RecordValidator("pool-service", codec, clock, 1, meters);

    RecordValidator.Outcome outcome =
        validator.examine(
            Topics.PROFILES,
            new ConsumerRecord<>(
                "iec.profiles",
                0,
                0,
                NOW.toEpochMilli(),
                TimestampType.CREATE_TIME,
                0,
                0,
                candidate.toString().getBytes(StandardCharsets.UTF_8),
                codec.encode(profile),
                new RecordHeaders(),
                Optional.empty()));

    assertThat(outcome)
        .isInstanceOfSatisfying(
            RecordValidator.Outcome.Refused.class,
            refused ->
                assertThat(
                        new String(
                            refused.letter().headers().lastHeader(DeadLetter.REASON).value(),
                            StandardCharsets.UTF_8))
                    .contains("citizenship is of 15,000 characters", "8,000 pools are wanted"));
  }

  @Test
  void allFaultsAreReportedAtOnce() {
    SpecificRecord bad =
        PoolEntered.newBuilder(entered(NOW))
            .setPool(PoolIds.of(26, "Ireland", Category.WORKING_HOLIDAY))
            .setStay(0)
            .build();

    assertThat(reasonOf("somebody", codec.encode(bad)))
        .contains("the key is", "season 26 is not a year", "stay 0 is not 1 or more");
  }

  private String reasonOf(String key, byte[] value) {
    if (driver != null) {
      driver.close();
    }
    serviceNamed("invitation-service", 1);
    in.pipeInput(key, value);
    assertThat(driver.producedTopicNames()).doesNotContain("iec.out");
    return reason(letters.readRecord());
  }

  private static String reason(TestRecord<String, byte[]> letter) {
    return new String(
        letter.headers().lastHeader(DeadLetter.REASON).value(), StandardCharsets.UTF_8);
  }

  private PoolEntered entered(Instant at) {
    return PoolEntered.newBuilder()
        .setEventId(UUID.randomUUID())
        .setOccurredAt(at)
        .setPool(PoolIds.parse("2026/IE/WORKING_HOLIDAY"))
        .setProfileId(UUID.randomUUID())
        .setCandidateId(candidate)
        .setEligibleUntil(LocalDate.parse("2031-02-28"))
        .build();
  }
}
