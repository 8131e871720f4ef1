package org.iecpools.kit.stream;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/**
 * Requests commits for records that have just been written, because somebody may wait for the
 * result. Records of a backlog wait for the commit interval: larger transactions catch up sooner,
 * and a fraction of a second more makes no difference to them (ADR 39).
 */
final class CommitPace {

  /** Least time between two requested commits of a thread. */
  static final long INTERVAL_MS = 100;

  /** Age from which on a record belongs to a backlog. */
  static final long BACKLOG_AGE_MS = 500;

  /**
   * The last requested commit of this thread, in milliseconds since 1970; in the future if it is
   * still to come. A commit covers all tasks of a thread.
   */
  private final ThreadLocal<Long> last = ThreadLocal.withInitial(() -> 0L);

  /**
   * To be called after each processed record, on the task's thread.
   *
   * @param timestamp of the record, milliseconds since 1970
   */
  void processed(ProcessorContext<?, ?> context, long timestamp) {
    long now = context.currentSystemTimeMs();
    if (now < last.get() || now - timestamp > BACKLOG_AGE_MS) {
      return;
    }
    long next = Math.max(now, last.get() + INTERVAL_MS);
    last.set(next);
    if (next == now) {
      context.commit();
    } else {
      commitLater(context, Duration.ofMillis(next - now));
    }
  }

  private static void commitLater(ProcessorContext<?, ?> context, Duration delay) {
    var scheduled = new AtomicReference<Cancellable>();
    scheduled.set(
        context.schedule(
            delay,
            PunctuationType.WALL_CLOCK_TIME,
            _ -> {
              requireNonNull(scheduled.get(), "it is set before the first call").cancel();
              context.commit();
            }));
  }
}
