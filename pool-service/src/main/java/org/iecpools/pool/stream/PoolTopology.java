package org.iecpools.pool.stream;

import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.iecpools.events.InvitationsEvent;
import org.iecpools.events.ProfileSubmitted;
import org.iecpools.events.ProfileWithdrawn;
import org.iecpools.kafka.Topics;
import org.iecpools.kit.clock.ClockProgress;
import org.iecpools.kit.clock.ServiceClock;
import org.iecpools.kit.stream.EventSink;
import org.iecpools.kit.stream.EventSource;
import org.iecpools.kit.stream.Received;
import org.iecpools.kit.stream.StateSerde;
import org.iecpools.pool.domain.Candidacy;
import org.iecpools.pool.domain.Input;

/**
 * Reads profiles and invitations, writes pool events. Both inputs are keyed by candidate and have
 * the same number of partitions, so that one task is the single writer of a candidate.
 */
public final class PoolTopology {

  /** A store that is partitioned by candidate. */
  public static final String STORE = CandidacyStores.OPEN;

  private final EventSource eventSource;
  private final EventSink eventSink;
  private final SeasonWatch watch;
  private final ServiceClock clock;
  private final ClockProgress progress;

  /** Creates the topology; {@link #build} adds it to a builder. */
  public PoolTopology(
      EventSource eventSource,
      EventSink eventSink,
      SeasonWatch watch,
      ServiceClock clock,
      ClockProgress progress) {
    this.eventSource = eventSource;
    this.eventSink = eventSink;
    this.watch = watch;
    this.clock = clock;
    this.progress = progress;
  }

  /** Adds the topology to the builder. */
  public void build(StreamsBuilder builder) {
    builder.addStateStore(store(CandidacyStores.OPEN));
    builder.addStateStore(store(CandidacyStores.CLOSED));
    KStream<String, Input> profiles =
        eventSource
            .read(builder, Topics.PROFILES)
            .mapValues(r -> new Input.FromCandidate(r.event()), Named.as("from-candidate"));
    KStream<String, Input> verdicts =
        eventSource
            .read(builder, Topics.INVITATIONS)
            .mapValues(PoolTopology::fromInvitations, Named.as("from-invitations"));
    eventSink.write(
        profiles
            .merge(verdicts, Named.as("inputs"))
            .process(
                () -> new CandidacyProcessor(watch, clock, progress),
                Named.as("candidacy"),
                CandidacyStores.OPEN,
                CandidacyStores.CLOSED),
        Topics.POOLS);
  }

  /** Without a cache: few candidates have more than one event between two commits. */
  private static StoreBuilder<KeyValueStore<String, Candidacy>> store(String name) {
    return Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(name), Serdes.String(), StateSerde.of(Candidacy.class))
        .withCachingDisabled();
  }

  private static Input fromInvitations(Received<InvitationsEvent> received) {
    return new Input.FromInvitations(received.event());
  }

  static int seasonOf(Input input) {
    return switch (input) {
      case Input.FromCandidate(ProfileSubmitted event) -> event.getSeason();
      case Input.FromCandidate(ProfileWithdrawn event) -> event.getSeason();
      case Input.FromInvitations(InvitationsEvent event) -> event.getPool().getSeason();
      case Input.Tick() -> throw new IllegalArgumentException("a tick has no season");
    };
  }
}
