package org.iecpools.kit.stream;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateRestoreListener;

/**
 * Counts the records that tasks have restored. A partition whose restoration starts more than three
 * times within ten minutes is no longer counted, because its task fails each time and makes no
 * progress.
 */
final class Restored implements StateRestoreListener {

  private static final int MAX_STARTS = 3;
  private static final Duration WINDOW = Duration.ofMinutes(10);

  private final AtomicLong records = new AtomicLong();
  private final ConcurrentHashMap<TopicPartition, Starts> starts = new ConcurrentHashMap<>();

  private record Starts(int count, long firstNanos) {}

  /** Number of restored records so far. */
  long records() {
    return records.get();
  }

  @Override
  public void onRestoreStart(TopicPartition partition, String store, long from, long to) {
    long now = System.nanoTime();
    starts.compute(
        partition,
        (_, before) ->
            before == null || now - before.firstNanos() > WINDOW.toNanos()
                ? new Starts(1, now)
                : new Starts(before.count() + 1, before.firstNanos()));
  }

  @Override
  public void onBatchRestored(TopicPartition partition, String store, long last, long count) {
    Starts known = starts.get(partition);
    if (known != null && known.count() <= MAX_STARTS) {
      records.addAndGet(count);
    }
  }

  @Override
  public void onRestoreEnd(TopicPartition partition, String store, long total) {}
}
