package org.iecpools.stats.stream;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.iecpools.events.PartialSums;
import org.iecpools.kafka.Topics;
import org.iecpools.kit.stream.FollowedState;
import org.iecpools.kit.trace.RecordSpan;
import org.iecpools.kit.trace.Traces;

/**
 * Follows traced records up to the dashboard. The span of a counted record ends with the commit of
 * the rows that include it. A second one begins then and ends when this instance shows these rows.
 */
public final class RowTraces {

  private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final Traces traces;
  private final FollowedState statistics;

  /**
   * @param statistics the followed state of {@code iec.statistics}, from which the dashboard is
   *     computed
   */
  public RowTraces(Traces traces, FollowedState statistics) {
    this.traces = traces;
    this.statistics = statistics;
  }

  /** Starts the span of a record that is counted; empty if the record carries no context. */
  Optional<RecordSpan> begin(ConsumerRecord<byte[], byte[]> record) {
    return traces.begin(record.topic(), record.partition(), record.offset(), record.headers());
  }

  /**
   * Ends the spans of records that have been committed.
   *
   * @param rows positions of the rows that include them; empty if no row has changed
   */
  void committed(List<RecordSpan> counted, List<RecordMetadata> rows) {
    counted.forEach(RecordSpan::end);
    if (counted.isEmpty() || rows.isEmpty()) {
      return;
    }
    RecordMetadata last = rows.getLast();
    List<RecordSpan> shown =
        counted.stream()
            .map(span -> span.followed(Topics.STATISTICS.name(), last.partition(), last.offset()))
            .toList();
    shown.forEach(span -> span.ofType(PartialSums.class.getSimpleName()));
    Map<Integer, Long> ends = new HashMap<>();
    rows.forEach(row -> ends.merge(row.partition(), row.offset() + 1, Math::max));
    Thread.ofVirtual().name("row-traces").start(() -> endWhenShown(shown, ends));
  }

  /** Without an end, a span is not exported: this instance has not shown the rows in time. */
  private void endWhenShown(List<RecordSpan> shown, Map<Integer, Long> ends) {
    long timeout = System.nanoTime() + TIMEOUT_NANOS;
    try {
      while (System.nanoTime() < timeout) {
        long seen = statistics.advances();
        if (includes(ends)) {
          shown.forEach(RecordSpan::end);
          return;
        }
        statistics.awaitAdvance(seen, POLL_NANOS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean includes(Map<Integer, Long> ends) {
    List<Long> positions = statistics.positions().getFirst();
    return ends.entrySet().stream().allMatch(end -> positions.get(end.getKey()) >= end.getValue());
  }
}
