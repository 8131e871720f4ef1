package org.iecpools.auditor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.iecpools.auditor.PassedOver.Why;
import org.iecpools.events.ClockTicked;
import org.iecpools.events.Event;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolLeft;
import org.iecpools.events.Quota;
import org.iecpools.events.QuotaKind;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.Topics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventLogTest {

  private static final int PARTITIONS = 4;
  private static final Instant NOW = TestEvents.day(20);
  private static final Instant RECEIVED = TestEvents.day(10);

  private final EventCodec codec = new EventCodec(EventCodec.inMemory());
  private final EventLog log = new EventLog(codec);

  @Test
  void anEventIsKeptWithItsPosition() {
    PoolEntered event = TestEvents.entered(1);

    take(event);

    assertThat(log.contents(NOW).events())
        .containsExactly(
            new LoggedEvent(
                new Position("iec.pools", partition(event.getCandidateId().toString()), 7), event));
    assertThat(log.contents(NOW).passedOver()).isEmpty();
    assertThat(log.contents(NOW).records()).isEqualTo(1);
  }

  @Test
  void aRecordThatIsNotAnEventIsPassedOver() {
    String key = TestEvents.entered(1).getCandidateId().toString();

    take("iec.pools", key, partition(key), "not Avro".getBytes(UTF_8));
    take("iec.pools", key, partition(key), null);
    take("iec.pools", key, partition(key), new byte[] {0, 0x7f, 0, 0, 0});

    assertThat(log.contents(NOW).passedOver()).hasSize(3).allMatch(r -> r.why() == Why.UNDECODABLE);
    assertThat(log.contents(NOW).records()).isEqualTo(3);
  }

  @Test
  void aRecordWithoutATimestampOrThatIsTooLongIsPassedOver() {
    String key = TestEvents.entered(1).getCandidateId().toString();
    byte[] value = codec.encode(TestEvents.entered(1));

    take("iec.pools", key, partition(key), value, -1);
    take("iec.pools", key, partition(key), value, 0);
    take("iec.pools", key, partition(key), new byte[70_000]);
    take("iec.responses", key, partition(key), new byte[9_000]);
    take("iec.seasons", "2026/IE", partition("2026/IE"), new byte[70_000]);
    take("iec.rounds", "2026/IE", partition("2026/IE"), new byte[1_100_000]);

    assertThat(log.contents(NOW).passedOver()).hasSize(6).allMatch(r -> r.why() == Why.MALFORMED);
    assertThat(log.contents(NOW).events()).isEmpty();
  }

  @Test
  void aMisplacedRecordIsPassedOver() {
    PoolEntered event = TestEvents.entered(1);
    String key = Topics.keyOf(event);

    take("iec.responses", key, partition(key), codec.encode(event));
    take("iec.pools", key.toUpperCase(Locale.ROOT), 0, codec.encode(event));
    take("iec.pools", null, 0, codec.encode(event));
    take("iec.pools", key, (partition(key) + 1) % PARTITIONS, codec.encode(event));
    take("iec.pools", key, partition(key), codec.encode(new ClockTicked("run", 1L, NOW)));

    assertThat(log.contents(NOW).passedOver()).hasSize(5).allMatch(r -> r.why() == Why.MISPLACED);
    assertThat(log.contents(NOW).events()).isEmpty();
  }

  @Test
  void anEventWithImpossibleValuesIsPassedOver() {
    take(PoolEntered.newBuilder(TestEvents.entered(1)).setStay(0).build());
    take(
        PoolLeft.newBuilder(TestEvents.left(1, 1, 1))
            .setPool(PoolId.newBuilder(TestEvents.POOL).setCountry("ie").build())
            .build());
    take(TestEvents.round(1, -1));
    take(TestEvents.quota(-1));
    take(TestEvents.quota(new Quota(QuotaKind.NUMBER, null), 1));
    take(TestEvents.quota(new Quota(QuotaKind.UNLIMITED, 1), 1));

    assertThat(log.contents(NOW).passedOver()).hasSize(6).allMatch(r -> r.why() == Why.IMPOSSIBLE);
  }

  @ParameterizedTest
  @ValueSource(ints = {0x0a, 0x1b, 0x7f, 0x9b, 0x061c, 0x2028, 0x202e, 0x2069, 0xfeff, 0xe0041})
  void aStringWithAControlCharacterIsPassedOver(int control) {
    take(
        PoolEntered.newBuilder(TestEvents.entered(1))
            .setTimeZone("a" + Character.toString(control) + "b")
            .build());

    assertThat(log.contents(NOW).passedOver())
        .singleElement()
        .returns(Why.IMPOSSIBLE, PassedOver::why);
  }

  @ParameterizedTest
  @CsvSource({"300, true", "301, false"})
  void anEventTooFarAheadOfTheClockIsPassedOver(int seconds, boolean counts) {
    take(
        PoolEntered.newBuilder(TestEvents.entered(1))
            .setOccurredAt(NOW.plusSeconds(seconds))
            .build());

    assertThat(log.contents(NOW).events()).hasSize(counts ? 1 : 0);
    assertThat(log.contents(NOW.plusSeconds(60)).events()).hasSize(1);
  }

  @Test
  void anEventThatWasAheadOfTheClockWhenReadRemainsPassedOver() {
    PoolEntered event = TestEvents.entered(1);
    take(event);

    takeDeadLetter(
        "iec.pools/%d/7".formatted(partition(Topics.keyOf(event))),
        "occurredAt x is more than 5 minutes ahead of the clock (y)");

    assertThat(log.contents(NOW).events()).isEmpty();
    assertThat(log.contents(NOW).passedOver()).singleElement().returns(Why.AHEAD, PassedOver::why);
    assertThat(log.contents(NOW).records())
        .as("a dead letter does not count as a record")
        .isEqualTo(1);
  }

  @Test
  void aDeadLetterOfAnotherRecordChangesNothing() {
    take(TestEvents.entered(1));

    takeDeadLetter("iec.pools/0/8", "the value is empty");

    assertThat(log.contents(NOW).events()).hasSize(1);
  }

  @Test
  void eventsExcludedByADeadLetterAloneAreListed() {
    PoolEntered inTime = TestEvents.entered(1);
    PoolEntered ahead =
        PoolEntered.newBuilder(TestEvents.entered(1))
            .setOccurredAt(RECEIVED.plusSeconds(301))
            .build();
    for (PoolEntered event : List.of(inTime, ahead)) {
      EventLog each = new EventLog(codec);
      String key = Topics.keyOf(event);
      each.take(
          new ConsumerRecord<>(
              "iec.pools",
              partition(key),
              7,
              RECEIVED.toEpochMilli(),
              TimestampType.CREATE_TIME,
              0,
              0,
              key.getBytes(UTF_8),
              codec.encode(event),
              new RecordHeaders(),
              Optional.empty()),
          PARTITIONS);
      assertThat(each.excludedByDeadLetterAlone()).as("without a dead letter").isEmpty();

      takeDeadLetter(each, "iec.pools/%d/7".formatted(partition(key)), "ahead of the clock");

      assertThat(each.excludedByDeadLetterAlone()).hasSize(event.equals(inTime) ? 1 : 0);
    }
  }

  private void take(Event event) {
    String key = Topics.keyOf(event);
    take(Topics.of(event).name(), key, partition(key), codec.encode((SpecificRecord) event));
  }

  private void take(String topic, String key, int partition, byte[] value) {
    take(topic, key, partition, value, NOW.toEpochMilli());
  }

  private void take(String topic, String key, int partition, byte[] value, long timestamp) {
    log.take(
        new ConsumerRecord<>(
            topic,
            partition,
            7,
            timestamp,
            TimestampType.CREATE_TIME,
            0,
            0,
            key == null ? null : key.getBytes(UTF_8),
            value,
            new RecordHeaders(),
            Optional.empty()),
        PARTITIONS);
  }

  private void takeDeadLetter(String position, String reason) {
    takeDeadLetter(log, position, reason);
  }

  private static void takeDeadLetter(EventLog log, String position, String reason) {
    log.take(
        new ConsumerRecord<>(
            "iec.dead-letters",
            0,
            0,
            0,
            TimestampType.CREATE_TIME,
            0,
            0,
            position.getBytes(UTF_8),
            null,
            new RecordHeaders().add("iec-dead-letter-reason", reason.getBytes(UTF_8)),
            Optional.empty()),
        PARTITIONS);
  }

  private static int partition(String key) {
    return BuiltInPartitioner.partitionForKey(key.getBytes(UTF_8), PARTITIONS);
  }
}
