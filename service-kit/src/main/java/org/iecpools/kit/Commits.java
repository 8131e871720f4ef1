package org.iecpools.kit;

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

/**
 * The commits of this instance's tasks. State can be read before the transaction that holds it is
 * committed; after a kill in between it is decided anew. What has been seen in a store is safe when
 * a commit has followed.
 */
public final class Commits {

  private final Supplier<Optional<KafkaStreams>> streams;

  /**
   * @param streams the running streams; empty before they start
   */
  Commits(Supplier<Optional<KafkaStreams>> streams) {
    this.streams = streams;
  }

  /**
   * Waits until every stream thread has committed once more. Up to a commit interval where there is
   * something to commit, up to the tasks' next look at the clock where there is not.
   *
   * @return false when that took longer than the patience
   */
  public boolean awaitNext(Duration patience) {
    Map<MetricName, Double> before = byThread();
    return await(
        patience,
        () -> {
          Map<MetricName, Double> now = byThread();
          return !now.isEmpty()
              && now.entrySet().stream()
                  .allMatch(e -> e.getValue() > before.getOrDefault(e.getKey(), 0.0));
        });
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

  /** Looks until the condition holds, or the patience is over. */
  static boolean await(Duration patience, BooleanSupplier condition) {
    long end = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        return false;
      }
      Utils.sleep(5);
    }
    return true;
  }
}
