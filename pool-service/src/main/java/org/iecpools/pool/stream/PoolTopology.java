package org.iecpools.pool.stream;

import java.nio.ByteBuffer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.iecpools.domain.IdentityDigests;
import org.iecpools.events.InvitationsEvent;
import org.iecpools.events.ProfileSubmitted;
import org.iecpools.events.ProfileWithdrawn;
import org.iecpools.events.ProfilesEvent;
import org.iecpools.kafka.Topics;
import org.iecpools.kit.clock.ClockProgress;
import org.iecpools.kit.clock.ServiceClock;
import org.iecpools.kit.stream.EventSink;
import org.iecpools.kit.stream.EventSource;
import org.iecpools.kit.stream.Received;
import org.iecpools.kit.stream.StateSerde;
import org.iecpools.pool.domain.Candidacy;
import org.iecpools.pool.domain.IdentityHolder;
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
    builder.addStateStore(store(CandidacyStores.OPEN, Candidacy.class));
    builder.addStateStore(store(CandidacyStores.CLOSED, Candidacy.class));
    builder.addStateStore(store(IdentityProcessor.STORE, IdentityHolder.class));
    KStream<String, Received<ProfilesEvent>> submitted = eventSource.read(builder, Topics.PROFILES);
    KStream<String, Input> profiles =
        submitted.mapValues(r -> new Input.FromCandidate(r.event()), Named.as("from-candidate"));
    KStream<String, Input> identities =
        checked(submitted)
            .mapValues(
                answer ->
                    new Input.FromIdentities(
                        answer.claim().profileId(),
                        answer.claim().season(),
                        answer.claim().digest(),
                        answer.granted()),
                Named.as("from-identities"));
    KStream<String, Input> verdicts =
        eventSource
            .read(builder, Topics.INVITATIONS)
            .mapValues(PoolTopology::fromInvitations, Named.as("from-invitations"));
    eventSink.write(
        profiles
            .merge(verdicts, Named.as("with-invitations"))
            .merge(identities, Named.as("inputs"))
            .process(
                () -> new CandidacyProcessor(watch, clock, progress),
                Named.as("candidacy"),
                CandidacyStores.OPEN,
                CandidacyStores.CLOSED),
        Topics.POOLS);
  }

  /**
   * Sends the claims of profiles to the tasks that have the documents, and the answers back to the
   * candidates. A claim is written in the transaction that parks its profile, so the answer finds
   * the profile parked.
   */
  private KStream<String, IdentityAnswer> checked(
      KStream<String, Received<ProfilesEvent>> submitted) {
    KStream<String, IdentityClaim> claims =
        submitted
            .process(Claims::new, Named.as("to-identities"))
            .repartition(
                Repartitioned.<String, IdentityClaim>as(Topics.IDENTITY_CLAIMS)
                    .withKeySerde(Serdes.String())
                    .withValueSerde(StateSerde.of(IdentityClaim.class)));
    KStream<String, IdentityAnswer> answers =
        eventSource
            .guard(claims, Topics.IDENTITY_CLAIMS, IdentityClaim::origin)
            .process(
                () -> new IdentityProcessor(clock, progress),
                Named.as("identity"),
                IdentityProcessor.STORE)
            .repartition(
                Repartitioned.<String, IdentityAnswer>as(Topics.IDENTITY_ANSWERS)
                    .withKeySerde(Serdes.String())
                    .withValueSerde(StateSerde.of(IdentityAnswer.class)));
    return eventSource.guard(answers, Topics.IDENTITY_ANSWERS, answer -> answer.claim().origin());
  }

  /** Passes on each profile that states an identity document, as a claim to it. */
  private static final class Claims
      extends ContextualProcessor<String, Received<ProfilesEvent>, String, IdentityClaim> {
    @Override
    public void process(Record<String, Received<ProfilesEvent>> record) {
      Received<ProfilesEvent> received = record.value();
      if (received.event() instanceof ProfileSubmitted event && event.getIdentityDigest() != null) {
        IdentityClaim claim =
            new IdentityClaim(
                event.getCandidateId(),
                event.getProfileId(),
                event.getSeason(),
                IdentityDigests.text(event.getIdentityDigest()),
                received.topic(),
                received.partition(),
                received.offset(),
                ByteBuffer.wrap(received.value()));
        context().forward(record.withKey(claim.key()).withValue(claim));
      }
    }
  }

  /** Without a cache: few keys have more than one event between two commits. */
  private static <V> StoreBuilder<KeyValueStore<String, V>> store(String name, Class<V> type) {
    return Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(name), Serdes.String(), StateSerde.of(type))
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
      case Input.FromIdentities answer -> answer.season();
      case Input.Tick() -> throw new IllegalArgumentException("a tick has no season");
    };
  }
}
