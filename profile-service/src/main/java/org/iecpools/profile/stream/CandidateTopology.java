package org.iecpools.profile.stream;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.UUID;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.iecpools.events.CandidateEvent;
import org.iecpools.kafka.Topic;
import org.iecpools.kafka.Topics;
import org.iecpools.kit.clock.ClockProgress;
import org.iecpools.kit.clock.ServiceClock;
import org.iecpools.kit.clock.Ticks;
import org.iecpools.kit.stream.EventSource;
import org.iecpools.kit.stream.LocalState;
import org.iecpools.kit.stream.Received;
import org.iecpools.kit.stream.StateSerde;
import org.iecpools.profile.domain.Candidate;
import org.jspecify.annotations.Nullable;

/**
 * Folds five topics into one store of what is known about each candidate. All of them are keyed by
 * candidate, so that nothing is repartitioned. Writes no topic.
 */
public final class CandidateTopology {

  /** Store of {@link Candidate}, keyed by candidateId as text. */
  public static final String STORE = "candidates";

  private static final List<Topic<? extends CandidateEvent>> INPUTS =
      List.of(
          Topics.PROFILES, Topics.POOLS, Topics.INVITATIONS, Topics.RESPONSES, Topics.APPLICATIONS);

  private CandidateTopology() {}

  /** Adds the topology to the builder. */
  public static void build(
      StreamsBuilder builder, EventSource eventSource, ServiceClock clock, ClockProgress progress) {
    builder.addStateStore(
        Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore(STORE),
                Serdes.String(),
                StateSerde.json(Candidate.class))
            // Most of a candidate's events come close together, and the cache combines them into
            // one write.
            .withCachingEnabled());
    for (Topic<? extends CandidateEvent> topic : INPUTS) {
      String name = topic.name().substring("iec.".length());
      eventSource
          .read(builder, topic)
          .process(() -> new Fold<>(name, clock, progress), Named.as(name + "-fold"), STORE);
    }
  }

  /**
   * What is known about a candidate whose task is on this instance.
   *
   * @throws org.iecpools.kit.web.Unavailable while it cannot be read
   */
  public static Candidate candidate(LocalState state, UUID candidateId) {
    Candidate known =
        state.<Candidate, Candidate>read(STORE, store -> store.get(candidateId.toString()));
    return known == null ? Candidate.unknown() : known;
  }

  private static final class Fold<E extends CandidateEvent>
      extends ContextualProcessor<String, Received<E>, Void, Void> {
    private final String name;
    private final ServiceClock clock;
    private final ClockProgress progress;
    private @Nullable KeyValueStore<String, Candidate> candidates;

    Fold(String name, ServiceClock clock, ClockProgress progress) {
      this.name = name;
      this.clock = clock;
      this.progress = progress;
    }

    @Override
    public void init(ProcessorContext<Void, Void> context) {
      super.init(context);
      candidates = context.getStateStore(STORE);
      // Nothing is ever due here; a simulation only needs to know that the task has seen the tick.
      Ticks.every(context, name + "-fold", progress, clock, _ -> true);
    }

    @Override
    public void process(Record<String, Received<E>> record) {
      KeyValueStore<String, Candidate> store =
          requireNonNull(candidates, "init is called before the first record");
      Candidate before = store.get(record.key());
      store.put(
          record.key(),
          (before == null ? Candidate.unknown() : before).with(record.value().event()));
    }
  }
}
