package org.iecpools.stats.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.iecpools.events.RoundRun;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.Topics;
import org.iecpools.kit.clock.ServiceClock;
import org.iecpools.kit.stream.FollowedState;
import org.iecpools.kit.stream.RecordValidator;
import org.iecpools.kit.trace.Traces;
import org.iecpools.stats.domain.DoubleEntry;
import org.iecpools.stats.domain.PoolIndex;
import org.iecpools.stats.domain.Story;
import org.junit.jupiter.api.Test;

/** Tests valid records at which counting fails. */
class PartitionCountTest {

  private final EventCodec codec = new EventCodec(EventCodec.inMemory());
  private Supplier<RuntimeException> failure;

  /** Fails on the metric of accepted records, which is updated after all checks. */
  private final SimpleMeterRegistry meters =
      new SimpleMeterRegistry() {
        @Override
        protected Counter newCounter(Meter.Id id) {
          if (failure != null && id.getName().equals("iec.intake.accepted")) {
            throw failure.get();
          }
          return super.newCounter(id);
        }
      };

  private final RecordValidator validator =
      new RecordValidator("stats-service", codec, ServiceClock.system(), 1, meters);
  private final PoolIndex pools = new PoolIndex();
  private final PartitionCount input =
      new PartitionCount(
          Topics.ROUNDS,
          0,
          validator,
          new FactReader(codec, pools, 1),
          pools,
          new DoubleEntry("log", "iec.pools", "iec.responses", "iec.invitations"),
          new RowTraces(Traces.OFF, new FollowedState(List.of())));

  @Test
  void aRecordThatCannotBeCountedIsADeadLetterAndTheNextOneIsRead() {
    input.resume(0, Set.of(0));
    failure = () -> new IllegalStateException("a bug");

    input.take(List.of(record(0)));

    assertThat(input.next()).isEqualTo(1);
    assertThat(input.letters())
        .singleElement()
        .satisfies(
            letter -> {
              assertThat(letter.place()).isEqualTo("iec.rounds/0/0");
              assertThat(
                      new String(
                          letter.headers().lastHeader("iec-dead-letter-reason").value(), UTF_8))
                  .isEqualTo("could not be counted: java.lang.IllegalStateException: a bug");
            });
    assertThat(meters.counter("iec.intake.poisoned", "topic", "iec.rounds").count()).isOne();
    assertThat(validator.failures().count()).isOne();
  }

  @Test
  void deadLettersThatWaitAreMeasured() {
    input.resume(0, Set.of(0));

    input.take(
        List.of(
            new ConsumerRecord<>("iec.rounds", 0, 0, new byte[4], new byte[7_000_000]),
            new ConsumerRecord<>("iec.rounds", 0, 1, new byte[4], new byte[300_000]),
            new ConsumerRecord<>("iec.rounds", 0, 2, new byte[4], null)));

    assertThat(input.letters()).hasSize(3);
    // Of the first value only the beginning is kept.
    assertThat(input.letterBytes()).isEqualTo(4_096 + 300_000);
    input.published();
    assertThat(input.letterBytes()).isZero();
  }

  @Test
  void aTemporaryFailureIsLeftToTheNextSession() {
    input.resume(0, Set.of(0));
    failure = () -> new TimeoutException("broker");

    assertThatThrownBy(() -> input.take(List.of(record(0)))).isInstanceOf(TimeoutException.class);

    assertThat(input.letters()).isEmpty();
    assertThat(input.next()).isZero();
  }

  @Test
  void theNumbersAreBehindARecordUntilItIsPublished() {
    long written = record(0).timestamp();
    input.resume(0, Set.of(0));

    input.take(List.of(record(0), record(1)));
    input.measure(true);

    assertThat(input.lagMillis(written + 700)).isEqualTo(700);
    assertThat(input.ageMillis(written + 700)).hasValue(700);

    input.published();
    input.measure(true);

    assertThat(input.lagMillis(written + 900)).isZero();
    assertThat(input.ageMillis(written + 900)).isEmpty();
  }

  @Test
  void recordsThatAreNotReadYetAreBehindFromTheTimeAtWhichEverythingWasRead() {
    input.resume(0, Set.of(0));
    input.take(List.of(record(0)));
    input.published();
    long read = System.currentTimeMillis();
    input.measure(true);

    input.measure(false);

    assertThat(input.lagMillis(read + 60_000)).isBetween(0L, 60_000L);
  }

  @Test
  void recordsOfABacklogAreBehindFromTheTimestampOfTheLastOneRead() {
    long written = record(0).timestamp();
    input.resume(0, Set.of(0));
    input.measure(false);
    assertThat(input.lagMillis(written)).isZero();

    input.take(List.of(record(0)));
    input.published();
    input.measure(false);

    assertThat(input.lagMillis(written + 3_600_000)).isEqualTo(3_600_000);
  }

  @Test
  void recordsThatAreRecountedAreNotBehind() {
    input.resume(2, Set.of(0));

    input.take(List.of(record(0), record(1)));
    input.measure(false);

    assertThat(input.lagMillis(Long.MAX_VALUE / 2)).isZero();
    assertThat(input.ageMillis(Long.MAX_VALUE / 2)).isEmpty();
  }

  private ConsumerRecord<byte[], byte[]> record(long offset) {
    RoundRun run = Story.round(1, 5);
    return new ConsumerRecord<>(
        "iec.rounds",
        0,
        offset,
        run.getOccurredAt().toEpochMilli() + 1,
        TimestampType.CREATE_TIME,
        0,
        0,
        Topics.keyOf(run).getBytes(UTF_8),
        codec.encode(run),
        new RecordHeaders(),
        Optional.empty());
  }
}
