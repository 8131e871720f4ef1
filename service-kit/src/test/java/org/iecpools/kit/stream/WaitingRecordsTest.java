package org.iecpools.kit.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.Topic;
import org.iecpools.kafka.Topics;
import org.iecpools.kit.clock.ServiceClock;

class WaitingRecordsTest {

  /** More than a header, a key and the beginning of a value have together. */
  private static final int MOST_OF_A_TRIMMED_RECORD = 24 * 1024;

  private final RecordValidator validator =
      new RecordValidator(
          "pool-service",
          new EventCodec(EventCodec.inMemory()),
          ServiceClock.system(),
          1,
          new SimpleMeterRegistry());

  @Property(tries = 200)
  void aRecordIsSmallWhileItWaits(
      @ForAll("topics") Topic<?> topic,
      @ForAll("bytes") byte[] key,
      @ForAll("bytes") byte[] value,
      @ForAll("headers") List<Header> headers) {
    ConsumerRecord<byte[], byte[]> received = record(topic.name(), key, value, headers);

    ConsumerRecord<byte[], byte[]> waiting = consumed(received);

    int rest = length(waiting.key()) + length(waiting.headers());
    assertThat(rest).isLessThan(MOST_OF_A_TRIMMED_RECORD);
    assertThat(length(waiting.value()))
        .isLessThanOrEqualTo(
            length(value) > topic.largestValue() ? Trim.PREFIX : topic.largestValue());
    assertThat(List.of(waiting.topic(), waiting.partition(), waiting.offset()))
        .isEqualTo(List.of(received.topic(), received.partition(), received.offset()));
    assertThat(waiting.timestamp()).isEqualTo(received.timestamp());
  }

  @Property(tries = 200)
  void itsDeadLetterIsTheSameAsIfItHadNotWaited(
      @ForAll("topics") Topic<?> topic,
      @ForAll("bytes") byte[] key,
      @ForAll("bytes") byte[] value,
      @ForAll("headers") List<Header> headers) {
    DeadLetter expected = refused(topic, record(topic.name(), key, value, headers));

    DeadLetter letter = refused(topic, consumed(record(topic.name(), key, value, headers)));

    assertThat(letter.value()).isEqualTo(expected.value());
    assertThat(letter.headers().toArray())
        .doesNotHaveAnyElementsOfTypes(Trim.class)
        .containsExactlyInAnyOrder(expected.headers().toArray());
  }

  @Example
  void aRecordWithinTheLimitsIsPassedOnAsItIs() {
    ConsumerRecord<byte[], byte[]> received =
        record(
            "iec.profiles",
            new byte[36],
            new byte[64 * 1024],
            List.of(new RecordHeader("traceparent", new byte[55])));

    assertThat(consumed(received)).isSameAs(received);
  }

  @Example
  void recordsOfOtherTopicsAreNotTrimmed() {
    ConsumerRecord<byte[], byte[]> received =
        record("invitation-service-by-country-repartition", null, new byte[100_000], List.of());

    assertThat(consumed(received)).isSameAs(received);
  }

  @Example
  void aSenderCannotPretendThatARecordIsTrimmed() {
    Trim trim = new Trim(7_000_000, new RecordHeaders());
    Header forged = new RecordHeader(trim.key(), trim.value());

    assertThat(refused(Topics.PROFILES, record("iec.profiles", null, new byte[3], List.of(forged))))
        .extracting(letter -> text(letter, DeadLetter.REASON))
        .asString()
        .doesNotContain("7,000,000");
  }

  @Example
  void theReasonStatesTheLengthThatTheValueHad() {
    DeadLetter letter =
        refused(
            Topics.RESPONSES,
            consumed(record("iec.responses", null, new byte[7_000_000], List.of())));

    assertThat(text(letter, DeadLetter.REASON))
        .isEqualTo("the value is of 7,000,000 bytes; at most 8,192 are read of iec.responses");
    assertThat(text(letter, DeadLetter.VALUE_LENGTH)).isEqualTo("7000000");
    assertThat(letter.value()).hasSize(Trim.PREFIX);
  }

  @Example
  void thePositionsOfAPollAreKept() {
    TopicPartition partition = new TopicPartition("iec.profiles", 0);
    Map<TopicPartition, OffsetAndMetadata> next = Map.of(partition, new OffsetAndMetadata(9));

    assertThat(
            new WaitingRecords()
                .onConsume(
                    new ConsumerRecords<>(
                        Map.of(partition, List.of(record("iec.profiles", null, null, List.of()))),
                        next))
                .nextOffsets())
        .isEqualTo(next);
  }

  @Example
  void headersAreIndependentOfTheResponseThatContainedThem() {
    byte[] response = "name-value-".getBytes(UTF_8);
    Header received =
        new RecordHeader(ByteBuffer.wrap(response, 0, 4), ByteBuffer.wrap(response, 5, 5));
    Header empty = new RecordHeader(ByteBuffer.wrap(response, 10, 0), null);

    consumed(record("iec.profiles", new byte[0], new byte[0], List.of(received, empty)));
    Arrays.fill(response, (byte) 'x');

    assertThat(received.key()).isEqualTo("name");
    assertThat(received.value()).asString(UTF_8).isEqualTo("value");
    assertThat(empty.key()).isEmpty();
    assertThat(empty.value()).isNull();
  }

  private DeadLetter refused(Topic<?> topic, ConsumerRecord<byte[], byte[]> record) {
    return ((RecordValidator.Outcome.Refused) validator.examine(topic, record)).letter();
  }

  private static ConsumerRecord<byte[], byte[]> consumed(ConsumerRecord<byte[], byte[]> record) {
    TopicPartition partition = new TopicPartition(record.topic(), record.partition());
    return new WaitingRecords()
        .onConsume(new ConsumerRecords<>(Map.of(partition, List.of(record)), Map.of()))
        .records(partition)
        .getFirst();
  }

  private static ConsumerRecord<byte[], byte[]> record(
      String topic, byte[] key, byte[] value, List<Header> headers) {
    return new ConsumerRecord<>(
        topic,
        0,
        7,
        System.currentTimeMillis(),
        TimestampType.CREATE_TIME,
        length(key),
        length(value),
        key,
        value,
        new RecordHeaders(headers.toArray(Header[]::new)),
        Optional.empty());
  }

  private static String text(DeadLetter letter, String header) {
    return new String(letter.headers().lastHeader(header).value(), UTF_8);
  }

  private static int length(byte[] bytes) {
    return bytes == null ? 0 : bytes.length;
  }

  private static int length(Headers headers) {
    return Stream.of(headers.toArray())
        .mapToInt(header -> header.key().length() + length(header.value()))
        .sum();
  }

  @Provide
  Arbitrary<Topic<?>> topics() {
    return Arbitraries.of(
        Topics.SEASONS, Topics.PROFILES, Topics.POOLS, Topics.ROUNDS, Topics.RESPONSES);
  }

  @Provide
  Arbitrary<byte[]> bytes() {
    return Combinators.combine(
            Arbitraries.of(0, 1, 100, 4_096, 4_097, 8_193, 65_536, 65_537, 1_048_577, 3_000_000),
            Arbitraries.bytes())
        .as(
            (size, with) -> {
              byte[] bytes = new byte[size];
              Arrays.fill(bytes, with);
              return bytes;
            })
        .injectNull(0.1);
  }

  @Provide
  Arbitrary<List<Header>> headers() {
    Arbitrary<String> names =
        Arbitraries.of("", "traceparent", DeadLetter.REASON, "n".repeat(3_000), "\u00e9".repeat(9));
    Arbitrary<byte[]> values = Arbitraries.of(0, 10, 1_000, 9_000).map(byte[]::new).injectNull(0.2);
    return Combinators.combine(names, values)
        .as((name, value) -> (Header) new RecordHeader(name, value))
        .list()
        .ofMaxSize(5)
        .flatMap(
            few ->
                Arbitraries.of(1, 1, 10, 100)
                    .map(times -> Collections.nCopies(times, few).stream().flatMap(List::stream))
                    .map(Stream::toList));
  }
}
