package org.iecpools.kit.trace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.iecpools.events.Category;
import org.iecpools.events.InvitationIssued;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.PoolIds;
import org.iecpools.events.RoundScheduled;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class TracesTest {

  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String PARENT = "00f067aa0ba902b7";
  private static final Instant NOW = Instant.parse("2026-02-03T16:00:00Z");

  private final CollectedSpans collected = new CollectedSpans();
  private final Traces traces = collected.traces();

  @Test
  void aRecordContinuesItsSenderAndIsContinuedByWhatIsWritten() {
    Headers written;
    try (Processing processing = traces.process("iec.pools", 3, 42, sampled())) {
      processing.of(entered());
      written = traces.headersOf(entered());
    }

    SpanData span = collected.spans().getFirst();
    assertThat(span.getName()).isEqualTo("process iec.pools");
    assertThat(span.getTraceId()).isEqualTo(TRACE);
    assertThat(span.getParentSpanId()).isEqualTo(PARENT);
    assertThat(span.getAttributes().asMap())
        .containsEntry(RecordSpan.TYPE, "PoolEntered")
        .containsEntry(RecordSpan.TOPIC, "iec.pools")
        .containsEntry(RecordSpan.PARTITION, "3")
        .containsEntry(RecordSpan.OFFSET, 42L);
    assertThat(TraceContext.of(written).getTraceId()).isEqualTo(TRACE);
    assertThat(TraceContext.of(written).getSpanId()).isEqualTo(span.getSpanId());
  }

  @Test
  void aRecordWithoutContextIsNotTraced() {
    try (Processing processing = traces.process("iec.pools", 0, 0, new RecordHeaders())) {
      processing.of(entered());

      assertThat(traces.headersOf(entered())).isEmpty();
      assertThat(processing.headers()).isEmpty();
    }
    assertThat(collected.spans()).isEmpty();
  }

  @Test
  void nothingIsCurrentAfterTheProcessing() {
    try (Processing _ = traces.process("iec.pools", 0, 0, sampled())) {
      assertThat(MDC.get("traceId")).isEqualTo(TRACE);
    }

    assertThat(Span.current().getSpanContext().isValid()).isFalse();
    assertThat(MDC.get("traceId")).isNull();
    assertThat(traces.headersOf(entered())).isEmpty();
  }

  @Test
  void withoutTracesNoHeaderIsReadOrAdded() {
    Headers sent = new RecordHeaders();
    try (Processing processing = Traces.OFF.process("iec.pools", 0, 0, sampled())) {
      processing.of(entered());
      Traces.OFF.send("iec.pools", entered(), sent);

      assertThat(Traces.OFF.headersOf(entered())).isEmpty();
      assertThat(processing.headers()).isEmpty();
      assertThat(sent).isEmpty();
      assertThat(Span.current().getSpanContext().isValid()).isFalse();
      assertThat(MDC.get("traceId")).isNull();
    }
    assertThat(Traces.OFF.begin("iec.pools", 0, 0, sampled())).isEmpty();
    assertThat(Traces.OFF.isOn()).isFalse();
  }

  @Test
  void aLimitedNumberOfRecordsContinuesASpan() {
    try (Processing _ = traces.process("iec.round-commands", 0, 0, sampled())) {
      assertThat(
              Stream.generate(() -> traces.headersOf(entered()))
                  .limit(20_000)
                  .filter(headers -> TraceContext.of(headers).isValid()))
          .hasSize(Traces.MOST_CONTINUED);
    }
  }

  @Test
  void invitationsThatATimerWritesContinueTheAnnouncementOfTheirRound() {
    UUID round = UUID.randomUUID();
    try (Processing processing = traces.process("iec.rounds", 0, 0, sampled())) {
      processing.of(scheduled(round));
    }
    SpanData announced = collected.spans().getFirst();

    assertThat(TraceContext.of(traces.headersOf(issued(round))).getSpanId())
        .isEqualTo(announced.getSpanId());
    assertThat(traces.headersOf(issued(UUID.randomUUID()))).isEmpty();
    assertThat(traces.headersOf(entered())).isEmpty();
    assertThat(
            Stream.generate(() -> traces.headersOf(issued(round)))
                .limit(20_000)
                .filter(headers -> TraceContext.of(headers).isValid()))
        .hasSize(Traces.MOST_CONTINUED - 1);
  }

  @Test
  void aSpanThatFailedDoesNotQuoteTheException() {
    try (Processing processing = traces.process("iec.pools", 0, 0, sampled())) {
      processing.failed(new IllegalStateException("Mary Murphy"));
    }

    SpanData span = collected.spans().getFirst();
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(span.getEvents()).isEmpty();
    assertThat(span.toString()).contains("IllegalStateException").doesNotContain("Murphy");
  }

  @Test
  void aSentRecordContinuesTheRequest() {
    Headers headers = new RecordHeaders();
    try (Processing _ = traces.process("request", 0, 0, sampled())) {
      traces
          .send("iec.profiles", entered(), headers)
          .acknowledged(new RecordMetadata(new TopicPartition("iec.profiles", 2), 7, 0, 0L, 0, 0));
    }

    SpanData sent = collected.spans().getFirst();
    assertThat(sent.getName()).isEqualTo("send iec.profiles");
    assertThat(sent.getParentSpanId()).isEqualTo(collected.spans().getLast().getSpanId());
    assertThat(sent.getAttributes().get(RecordSpan.OFFSET)).isEqualTo(7);
    assertThat(TraceContext.of(headers).getSpanId()).isEqualTo(sent.getSpanId());
  }

  @Test
  void aSenderThatIsNotSampledIsContinuedWithoutASpan() {
    Headers received =
        new RecordHeaders()
            .add(TraceContext.HEADER, "00-%s-%s-00".formatted(TRACE, PARENT).getBytes(UTF_8));

    try (Processing _ = traces.process("iec.pools", 0, 0, received)) {
      assertThat(TraceContext.of(traces.headersOf(entered())).isSampled()).isFalse();
      assertThat(MDC.get("traceId")).isNull();
    }
    assertThat(collected.spans()).isEmpty();
  }

  private static Headers sampled() {
    return new RecordHeaders()
        .add(TraceContext.HEADER, "00-%s-%s-01".formatted(TRACE, PARENT).getBytes(UTF_8));
  }

  private static PoolEntered entered() {
    return PoolEntered.newBuilder()
        .setEventId(UUID.randomUUID())
        .setOccurredAt(NOW)
        .setPool(PoolIds.of(2026, "IE", Category.WORKING_HOLIDAY))
        .setProfileId(UUID.randomUUID())
        .setCandidateId(UUID.randomUUID())
        .setEligibleUntil(LocalDate.parse("2031-02-28"))
        .build();
  }

  private static InvitationIssued issued(UUID round) {
    return InvitationIssued.newBuilder()
        .setEventId(UUID.randomUUID())
        .setOccurredAt(NOW)
        .setPool(PoolIds.of(2026, "IE", Category.WORKING_HOLIDAY))
        .setRoundId(round)
        .setInvitationId(UUID.randomUUID())
        .setProfileId(UUID.randomUUID())
        .setCandidateId(UUID.randomUUID())
        .setStay(1)
        .setAnswerBy(NOW.plusSeconds(60))
        .build();
  }

  private static RoundScheduled scheduled(UUID round) {
    return RoundScheduled.newBuilder()
        .setEventId(UUID.randomUUID())
        .setOccurredAt(NOW)
        .setPool(PoolIds.of(2026, "IE", Category.WORKING_HOLIDAY))
        .setRoundId(round)
        .setRunsAt(NOW)
        .build();
  }
}
