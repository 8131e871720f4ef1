package org.iecpools.kit.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterProperty;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.test.TestRecord;
import org.iecpools.events.Category;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.PoolIds;
import org.iecpools.events.PoolsEvent;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.Topic;
import org.iecpools.kafka.Topics;
import org.iecpools.kit.clock.ServiceClock;
import org.iecpools.kit.trace.CollectedSpans;
import org.iecpools.kit.trace.Traces;

/** A topology with a repartition topic, which passes the trace context of each record on. */
class TracedTopologyTest {

  private static final String SENDER = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  private static final String TRACE = SENDER.substring(3, 35);

  private final EventCodec codec = new EventCodec(EventCodec.inMemory());
  private final CollectedSpans collected = new CollectedSpans();
  private TopologyTestDriver driver = driver(collected.traces());

  @AfterProperty
  void close() {
    driver.close();
  }

  @Example
  void theTraceGoesOnAcrossTheRepartition() {
    TestRecord<String, byte[]> written = pass(headers(SENDER));

    List<SpanData> spans = collected.spans();
    assertThat(spans)
        .extracting(SpanData::getName)
        .containsExactly("process iec.pools", "process test-by-country-repartition");
    assertThat(spans).extracting(SpanData::getTraceId).containsOnly(TRACE);
    assertThat(spans.getLast().getParentSpanId()).isEqualTo(spans.getFirst().getSpanId());
    assertThat(text(written.headers()))
        .isEqualTo("00-%s-%s-01".formatted(TRACE, spans.getLast().getSpanId()));
    assertThat(spans.getLast().getAttributes().asMap().values()).contains("PoolEntered");
  }

  @Example
  void withoutTracesNoRecordGetsAHeader() {
    driver.close();
    driver = driver(Traces.OFF);

    TestRecord<String, byte[]> written = pass(headers(SENDER));

    assertThat(written.headers()).isEmpty();
  }

  @Example
  void aRefusedRecordKeepsItsContextInTheDeadLetter() {
    in().pipeInput(new TestRecord<>("key", new byte[] {1}, headers(SENDER), Instant.now()));

    TestRecord<String, byte[]> letter = out(Topics.DEAD_LETTERS.name()).readRecord();
    assertThat(text(letter.headers())).isEqualTo(SENDER);
  }

  /** Whatever the headers, the record passes and is not a dead letter. */
  @Property(tries = 200)
  void noHeaderFailsARecord(@ForAll @Size(max = 4) List<@Size(max = 300) byte[]> values) {
    Headers headers = headers(SENDER);
    values.forEach(value -> headers.add("traceparent", value));
    headers.add("baggage", new byte[100_000]);

    TestRecord<String, byte[]> written = pass(headers);

    assertThat(written.headers().lastHeader("baggage")).isNull();
    assertThat(written.headers().headers("traceparent")).hasSize(values.isEmpty() ? 1 : 0);
    assertThat(out(Topics.DEAD_LETTERS.name()).isEmpty()).isTrue();
  }

  private TopologyTestDriver driver(Traces traces) {
    StreamsBuilder builder = new StreamsBuilder();
    EventSource source =
        new EventSource(
            new RecordValidator(
                "invitation-service", codec, ServiceClock.system(), 1, new SimpleMeterRegistry()),
            traces);
    KStream<String, byte[]> byCountry =
        source
            .read(builder, Topics.POOLS)
            .mapValues(Received::value)
            .repartition(
                Repartitioned.<String, byte[]>as("by-country")
                    .withKeySerde(Serdes.String())
                    .withValueSerde(Serdes.ByteArray()));
    new EventSink(codec, new SimpleMeterRegistry(), traces)
        .write(
            source
                .guard(
                    byCountry,
                    "by-country",
                    value -> new ConsumerRecord<>("iec.pools", 0, 0, new byte[0], value))
                .mapValues(this::decoded),
            new Topic<PoolsEvent>(
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
    Properties settings = new Properties();
    settings.put("application.id", "test");
    return new TopologyTestDriver(builder.build(), settings);
  }

  private PoolsEvent decoded(byte[] value) {
    try {
      return (PoolsEvent) codec.decode(value);
    } catch (EventCodec.Undecodable e) {
      throw new AssertionError(e);
    }
  }

  private TestRecord<String, byte[]> pass(Headers headers) {
    PoolEntered event =
        PoolEntered.newBuilder()
            .setEventId(UUID.randomUUID())
            .setOccurredAt(Instant.now())
            .setPool(PoolIds.of(2026, "IE", Category.WORKING_HOLIDAY))
            .setProfileId(UUID.randomUUID())
            .setCandidateId(UUID.randomUUID())
            .setEligibleUntil(LocalDate.parse("2031-02-28"))
            .build();
    in().pipeInput(
            new TestRecord<>(
                event.getCandidateId().toString(), codec.encode(event), headers, Instant.now()));
    return out("iec.out").readRecord();
  }

  private TestInputTopic<String, byte[]> in() {
    return driver.createInputTopic("iec.pools", new StringSerializer(), new ByteArraySerializer());
  }

  private TestOutputTopic<String, byte[]> out(String topic) {
    return driver.createOutputTopic(topic, new StringDeserializer(), new ByteArrayDeserializer());
  }

  private static Headers headers(String context) {
    return new RecordHeaders().add("traceparent", context.getBytes(UTF_8));
  }

  private static String text(Headers headers) {
    Header only = headers.lastHeader("traceparent");
    return new String(only.value(), UTF_8);
  }
}
