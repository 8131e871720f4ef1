package org.iecpools.profile.stream;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.UUID;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.iecpools.events.CandidateEvent;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.Topic;
import org.iecpools.kafka.Topics;
import org.iecpools.kit.clock.ClockProgress;
import org.iecpools.kit.clock.ServiceClock;
import org.iecpools.kit.clock.Ticks;
import org.iecpools.kit.stream.EventSource;
import org.iecpools.kit.stream.LocalState;
import org.iecpools.kit.stream.Received;
import org.iecpools.kit.web.Unavailable;
import org.iecpools.profile.domain.Candidate;
import org.jspecify.annotations.Nullable;

/**
 * Stores the events of five topics by candidate, as they were read; a query derives the candidate
 * from them. All topics are keyed by candidate, so that nothing is repartitioned. Writes no topic.
 */
public final class CandidateTopology {

  /** Store of what is known about candidates; {@link CandidateRows} describes its rows. */
  public static final String STORE = "candidates";

  private static final List<Input<?>> INPUTS =
      List.of(
          new Input<>('1', Topics.PROFILES),
          new Input<>('2', Topics.POOLS),
          new Input<>('3', Topics.INVITATIONS),
          new Input<>('4', Topics.RESPONSES),
          new Input<>('5', Topics.APPLICATIONS));

  /**
   * A topic that is read.
   *
   * @param digit stands for the topic in stored keys, so it never changes. A query reads the topics
   *     in the order of their digits
   */
  private record Input<E extends CandidateEvent>(char digit, Topic<E> topic) {
    String name() {
      return topic.name().substring("iec.".length());
    }
  }

  private CandidateTopology() {}

  /** Adds the topology to the builder. */
  public static void build(
      StreamsBuilder builder, EventSource eventSource, ServiceClock clock, ClockProgress progress) {
    builder.addStateStore(
        Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore(STORE), Serdes.String(), Serdes.ByteArray())
            // No row is written twice, so that a cache would have nothing to combine.
            .withCachingDisabled());
    for (Input<?> input : INPUTS) {
      keep(builder, eventSource, clock, progress, input);
    }
  }

  private static <E extends CandidateEvent> void keep(
      StreamsBuilder builder,
      EventSource eventSource,
      ServiceClock clock,
      ClockProgress progress,
      Input<E> input) {
    eventSource
        .read(builder, input.topic())
        .process(
            () -> new Keep<E>(input, clock, progress), Named.as(input.name() + "-keep"), STORE);
  }

  /**
   * What is known about a candidate whose task is on this instance.
   *
   * @throws Unavailable while it cannot be read
   */
  public static Candidate candidate(LocalState state, EventCodec codec, UUID candidateId) {
    return state.<byte[], Candidate>read(STORE, store -> candidate(store, codec, candidateId));
  }

  static Candidate candidate(
      ReadOnlyKeyValueStore<String, byte[]> store, EventCodec codec, UUID candidateId) {
    try (KeyValueIterator<String, byte[]> rows =
        store.prefixScan(candidateId.toString(), new StringSerializer())) {
      return CandidateRows.read(rows, codec);
    }
  }

  /** Stores each event under its position. */
  private static final class Keep<E extends CandidateEvent>
      extends ContextualProcessor<String, Received<E>, Void, Void> {
    private final Input<E> input;
    private final ServiceClock clock;
    private final ClockProgress progress;
    private @Nullable KeyValueStore<String, byte[]> candidates;

    Keep(Input<E> input, ServiceClock clock, ClockProgress progress) {
      this.input = input;
      this.clock = clock;
      this.progress = progress;
    }

    @Override
    public void init(ProcessorContext<Void, Void> context) {
      super.init(context);
      candidates = context.getStateStore(STORE);
      // Nothing is ever due here; a simulation only needs to know that the task has seen the tick.
      Ticks.every(context, input.name() + "-keep", progress, clock, _ -> true);
    }

    @Override
    public void process(Record<String, Received<E>> record) {
      Received<E> received = record.value();
      requireNonNull(candidates, "init is called before the first record")
          .put(CandidateRows.key(record.key(), input.digit(), received.offset()), received.value());
    }
  }
}
