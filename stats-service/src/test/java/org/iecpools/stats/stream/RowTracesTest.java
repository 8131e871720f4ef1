package org.iecpools.stats.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.iecpools.kit.stream.AppliedPositions;
import org.iecpools.kit.stream.FollowedState;
import org.iecpools.kit.trace.CollectedSpans;
import org.iecpools.kit.trace.RecordSpan;
import org.junit.jupiter.api.Test;

class RowTracesTest {

  private final CollectedSpans collected = new CollectedSpans();
  private final AppliedPositions statistics = new AppliedPositions();
  private final RowTraces traces =
      new RowTraces(collected.traces(), new FollowedState(List.of(statistics)));

  RowTracesTest() {
    statistics.partitions(2);
  }

  @Test
  void theTraceEndsWhenTheRowsAreShown() {
    RecordSpan counted = traces.begin(record()).orElseThrow();

    traces.committed(List.of(counted), List.of(row(0, 5), row(1, 8)));
    statistics.reach(new long[] {6, 8});
    statistics.advanced();
    assertThat(names()).containsExactly("process iec.pools");
    statistics.reach(new long[] {6, 9});
    statistics.advanced();

    await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(
            () ->
                assertThat(names()).containsExactly("process iec.pools", "follow iec.statistics"));
    SpanData process = collected.spans().getFirst();
    SpanData shown = collected.spans().getLast();
    assertThat(shown.getParentSpanId()).isEqualTo(process.getSpanId());
    assertThat(shown.getStartEpochNanos()).isGreaterThanOrEqualTo(process.getEndEpochNanos());
  }

  @Test
  void aRecordThatChangesNoRowEndsWithItsCommit() {
    traces.committed(List.of(traces.begin(record()).orElseThrow()), List.of());

    assertThat(names()).containsExactly("process iec.pools");
  }

  private List<String> names() {
    return collected.spans().stream().map(SpanData::getName).toList();
  }

  private static ConsumerRecord<byte[], byte[]> record() {
    ConsumerRecord<byte[], byte[]> record =
        new ConsumerRecord<>("iec.pools", 0, 17, new byte[0], new byte[0]);
    record
        .headers()
        .add(
            "traceparent",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01".getBytes(UTF_8));
    return record;
  }

  private static RecordMetadata row(int partition, long offset) {
    return new RecordMetadata(new TopicPartition("iec.statistics", partition), offset, 0, 0L, 0, 0);
  }
}
