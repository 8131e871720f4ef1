package org.iecpools.kit.stream;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.iecpools.events.Answer;
import org.iecpools.events.AnswerRejected;
import org.iecpools.events.ClosedCause;
import org.iecpools.events.ClosingCause;
import org.iecpools.events.InvitationClosed;
import org.iecpools.events.LeaveCause;
import org.iecpools.events.PoolClosed;
import org.iecpools.events.PoolLeft;
import org.iecpools.kafka.Topic;
import org.jspecify.annotations.Nullable;

/**
 * Counts the events that a service writes: its decisions, and what it publishes for clients. An
 * event of a transaction that is aborted is counted again when it is repeated.
 */
final class WrittenMeters {

  /** Label of events whose type has no outcome. */
  private static final String NONE = "none";

  /**
   * How an event of a type can turn out.
   *
   * @param values all outcomes
   * @param of the outcome of an event; null if it was written before the field existed
   */
  private record Outcomes(
      Enum<?>[] values, Function<SpecificRecord, ? extends @Nullable Enum<?>> of) {}

  private static final Map<Class<?>, Outcomes> OUTCOMES =
      Map.of(
          InvitationClosed.class,
              new Outcomes(ClosedCause.values(), e -> ((InvitationClosed) e).getCause()),
          PoolLeft.class, new Outcomes(LeaveCause.values(), e -> ((PoolLeft) e).getCause()),
          PoolClosed.class, new Outcomes(ClosingCause.values(), e -> ((PoolClosed) e).getCause()),
          AnswerRejected.class,
              new Outcomes(Answer.values(), e -> ((AnswerRejected) e).getAnswer()));

  private record Written(String topic, Class<?> type, String outcome) {}

  private final MeterRegistry meters;
  private final Map<Written, Counter> counters = new ConcurrentHashMap<>();

  WrittenMeters(MeterRegistry meters) {
    this.meters = meters;
  }

  /** Creates the counters of all types of a topic. */
  void register(Topic<?> topic) {
    for (Class<?> type : topic.types()) {
      Outcomes outcomes = OUTCOMES.get(type);
      if (outcomes == null) {
        counter(topic.name(), type, NONE);
      } else {
        Arrays.stream(outcomes.values()).forEach(it -> counter(topic.name(), type, label(it)));
      }
    }
  }

  void written(String topic, SpecificRecord record) {
    Outcomes outcomes = OUTCOMES.get(record.getClass());
    counter(topic, record.getClass(), outcomes == null ? NONE : label(outcomes.of().apply(record)))
        .increment();
  }

  private static String label(@Nullable Enum<?> outcome) {
    return outcome == null ? NONE : outcome.name().toLowerCase(Locale.ROOT);
  }

  private Counter counter(String topic, Class<?> type, String outcome) {
    return counters.computeIfAbsent(
        new Written(topic, type, outcome),
        it ->
            meters.counter(
                "iec.events.written",
                "topic",
                it.topic(),
                "type",
                it.type().getSimpleName(),
                "outcome",
                it.outcome()));
  }
}
