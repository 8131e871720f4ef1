package org.iecpools.kit.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.DefaultRecord;
import org.apache.kafka.common.record.TimestampType;
import org.iecpools.events.PoolEntered;
import org.iecpools.kafka.BadRecords;
import org.iecpools.kafka.BadRecords.Bad;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.Samples;
import org.iecpools.kafka.Topics;
import org.iecpools.kafka.VariantIds;
import org.iecpools.kit.clock.ServiceClock;

/** Every bad record is refused for its fault, and the next record is read. */
class NoRecordStopsAServiceTest {

  private static final int PARTITIONS = 4;

  private final VariantIds ids = new VariantIds();
  private final EventCodec codec = new EventCodec(ids);
  private final List<RecordValidator> validators =
      Stream.of("profile-service", "pool-service", "invitation-service", "stats-service")
          .map(
              name ->
                  new RecordValidator(
                      name, codec, ServiceClock.system(), PARTITIONS, new SimpleMeterRegistry()))
          .toList();

  @Property(tries = 1_500)
  void everyReaderRefusesABadRecordAndTakesTheNextGoodOne(@ForAll long seed) {
    Random random = new Random(seed);
    long now = System.currentTimeMillis();
    UUID candidate = new UUID(random.nextLong(), random.nextLong());
    Bad bad = new BadRecords(random, ids::add, ids, PARTITIONS, now, List.of(candidate)).next();
    ConsumerRecord<byte[], byte[]> record =
        record(bad.topic().name(), bad.partition(), bad.timestamp(), bad.key(), bad.value(), bad);

    for (RecordValidator validator : validators) {
      assertThat(validator.examine(bad.topic(), record))
          .as("%s on %s", bad.kind(), bad.topic().name())
          .isInstanceOfSatisfying(
              RecordValidator.Outcome.Refused.class,
              refused -> {
                DeadLetter letter = refused.letter();
                assertThat(
                        DefaultRecord.sizeInBytes(
                            0,
                            0,
                            letter.place().length(),
                            letter.value() == null ? 0 : letter.value().length,
                            letter.headers().toArray()))
                    .isLessThan(786_432);
                assertThat(letter.headers().headers(DeadLetter.REASON)).hasSize(1);
                assertThat(letter.headers().headers(DeadLetter.PLACE))
                    .singleElement()
                    .extracting(header -> new String(header.value(), UTF_8))
                    .isEqualTo(RecordValidator.place(record));
              });
    }
    PoolEntered good = (PoolEntered) Samples.valid(PoolEntered.SCHEMA$, random, now, candidate);
    byte[] key = candidate.toString().getBytes(UTF_8);
    int partition =
        org.apache.kafka.common.utils.Utils.toPositive(
                org.apache.kafka.common.utils.Utils.murmur2(key))
            % PARTITIONS;
    assertThat(
            validators
                .getFirst()
                .examine(
                    Topics.POOLS,
                    record("iec.pools", partition, now, key, codec.encode(good), null)))
        .isInstanceOf(RecordValidator.Outcome.Accepted.class);
  }

  private static ConsumerRecord<byte[], byte[]> record(
      String topic, int partition, long timestamp, byte[] key, byte[] value, Bad bad) {
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
        bad == null ? new RecordHeaders() : new RecordHeaders(bad.headers()),
        Optional.empty());
  }
}
