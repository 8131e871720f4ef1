package org.iecpools.kit.stream;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.KafkaStreams;
import org.iecpools.kit.clock.ClockProgress;

/**
 * Observes the commits of this instance's tasks. State in a store can be read before its
 * transaction is committed; if the process is killed in between, it is computed again and may
 * differ. What was read from a store is durable once a later commit has completed.
 */
public final class Commits {

  private final Supplier<Optional<KafkaStreams>> streams;
  private final ClockProgress progress;

  /**
   * @param streams the running streams; empty before they start
   */
  Commits(Supplier<Optional<KafkaStreams>> streams, ClockProgress progress) {
    this.streams = streams;
    this.progress = progress;
  }

  /**
   * Waits until every stream thread has committed once more: up to a commit interval if there is
   * something to commit, otherwise up to the tasks' next check of the clock.
   *
   * @param timeout maximum time to wait
   * @return false on timeout
   */
  public boolean awaitNext(Duration timeout) {
    Map<MetricName, Double> before = byThread();
    try (ClockProgress.Wait _ = progress.await()) {
      return await(
          timeout,
          () -> {
            Map<MetricName, Double> now = byThread();
            return !now.isEmpty()
                && now.entrySet().stream()
                    .allMatch(e -> e.getValue() > before.getOrDefault(e.getKey(), 0.0));
          });
    }
  }

  private Map<MetricName, Double> byThread() {
    Map<MetricName, ? extends Metric> metrics =
        streams
            .get()
            .<Map<MetricName, ? extends Metric>>map(KafkaStreams::metrics)
            .orElse(Map.of());
    return metrics.entrySet().stream()
        .filter(m -> m.getKey().name().equals("commit-total"))
        .filter(m -> m.getKey().group().equals("stream-thread-metrics"))
        .collect(
            Collectors.toMap(
                Map.Entry::getKey, m -> ((Number) m.getValue().metricValue()).doubleValue()));
  }

  /**
   * Polls until the condition holds.
   *
   * @param timeout maximum time to wait
   * @return false on timeout
   */
  static boolean await(Duration timeout, BooleanSupplier condition) {
    long end = System.nanoTime() + timeout.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        return false;
      }
      Utils.sleep(5);
    }
    return true;
  }
}
