package org.iecpools.invitation.stream;

import static org.apache.kafka.streams.state.Stores.inMemoryKeyValueStore;
import static org.apache.kafka.streams.state.Stores.keyValueStoreBuilder;
import static org.apache.kafka.streams.state.Stores.persistentKeyValueStore;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.iecpools.events.ApplicationsEvent;
import org.iecpools.events.Event;
import org.iecpools.events.InvitationsEvent;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.PoolEntryRefused;
import org.iecpools.events.PoolIds;
import org.iecpools.events.PoolLeaveVoided;
import org.iecpools.events.PoolLeft;
import org.iecpools.events.PoolsEvent;
import org.iecpools.events.ProfileRejected;
import org.iecpools.events.PublicationTimeSet;
import org.iecpools.events.ResponsesEvent;
import org.iecpools.events.RoundsEvent;
import org.iecpools.invitation.domain.CandidateRow;
import org.iecpools.invitation.domain.OrderOutcome;
import org.iecpools.invitation.domain.Position;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.Topic;
import org.iecpools.kafka.Topics;
import org.iecpools.kit.clock.ClockProgress;
import org.iecpools.kit.clock.LogWatermark;
import org.iecpools.kit.clock.LogWatermark.Stage;
import org.iecpools.kit.clock.ServiceClock;
import org.iecpools.kit.stream.EventSink;
import org.iecpools.kit.stream.EventSource;
import org.iecpools.kit.stream.Received;
import org.iecpools.kit.stream.StateSerde;

/**
 * Sends events about candidates to their country's task, which also reads announcements and orders
 * and writes rounds and verdicts. It reads {@code iec.rounds} too, because a draw waits for its own
 * announcement (ADR 18). No order between topics is promised or needed: the protocol works in any
 * order.
 */
public final class InvitationTopology {

  /** Consumer group of pool-service, which reads profiles and withdrawals before this service. */
  private static final String POOL_SERVICE = "pool-service";

  /** Name of the repartition topic of events about candidates. */
  private static final String BY_COUNTRY = "by-country";

  private final EventSource eventSource;
  private final EventSink eventSink;
  private final CodecSerdes serdes;
  private final ServiceClock clock;
  private final LogWatermark watermark;
  private final ClockProgress progress;
  private final CountryProcessor.Countries countries;
  private final Questions questions;
  private final String log;
  private final SeedVault vault;

  /**
   * @param countries creates a country without any state
   * @param questions questions to the countries
   * @param log id of the Kafka cluster that is read from
   * @param vault seals the stored seeds
   */
  public InvitationTopology(
      EventSource eventSource,
      EventSink eventSink,
      EventCodec codec,
      ServiceClock clock,
      LogWatermark watermark,
      ClockProgress progress,
      CountryProcessor.Countries countries,
      Questions questions,
      String log,
      SeedVault vault) {
    this.eventSource = eventSource;
    this.eventSink = eventSink;
    this.serdes = new CodecSerdes(codec);
    this.clock = clock;
    this.watermark = watermark;
    this.progress = progress;
    this.countries = countries;
    this.questions = questions;
    this.log = log;
    this.vault = vault;
  }

  /**
   * Stages through which inputs of candidates reach the countries' tasks: withdrawals and profiles
   * through pool-service, which checks identity documents in between, the rest directly, and all of
   * it through the repartition topic.
   *
   * @param group consumer group of this topology
   */
  public static List<Stage> stages(String group) {
    List<Stage> stages = new ArrayList<>();
    stages.add(new Stage(POOL_SERVICE, List.of(Topics.PROFILES.name())));
    for (String topic : Topics.IDENTITY_CHECK) {
      stages.add(new Stage(POOL_SERVICE, List.of(topic), true));
    }
    stages.add(
        new Stage(
            group,
            List.of(Topics.POOLS.name(), Topics.RESPONSES.name(), Topics.APPLICATIONS.name())));
    stages.add(new Stage(group, List.of(group + "-" + BY_COUNTRY + "-repartition")));
    return List.copyOf(stages);
  }

  /** Adds the topology to the builder. */
  public void build(StreamsBuilder builder) {
    // Large or frequently rewritten: read from disk after a start, not from the changelog.
    Stream.of(
            onDisk(Stores.CANDIDATES, StateSerde.of(CandidateRow.class)).withCachingEnabled(),
            onDisk(Stores.CLOSED_CANDIDATES, Serdes.ByteArray()),
            onDisk(Stores.COUNTRIES, Serdes.ByteArray()).withCachingEnabled(),
            onDisk(Stores.DRAWN, Serdes.ByteArray()))
        .forEach(builder::addStateStore);
    // Small and rarely rewritten: opening a database for each would lengthen the start. Seeds are
    // sealed in addition, because the changelog of their store is a topic that any client of the
    // broker can read.
    Stream.of(
            inMemory(Stores.DECISIONS, StateSerde.of(OrderOutcome.class)),
            inMemory(Stores.ANNOUNCEMENTS, serdes.announcements()),
            inMemory(Stores.SEEDS, Serdes.ByteArray()),
            inMemory(Stores.RUNS, serdes.runs()))
        .forEach(builder::addStateStore);

    KStream<String, Relayed> byCountry =
        relay(builder, Topics.POOLS, InvitationTopology::countryOf)
            .merge(
                relay(builder, Topics.RESPONSES, InvitationTopology::countryOf),
                Named.as("with-responses"))
            .merge(
                relay(builder, Topics.APPLICATIONS, InvitationTopology::countryOf),
                Named.as("with-applications"))
            .repartition(
                Repartitioned.<String, Relayed>as(BY_COUNTRY)
                    .withKeySerde(Serdes.String())
                    .withValueSerde(CodecSerdes.relayed()));
    KStream<String, CountryInput> ofCandidates =
        eventSource
            .guard(byCountry, BY_COUNTRY, serdes::origin)
            .mapValues(serdes::arrived, Named.as("of-candidates"));
    KStream<String, CountryInput> announced =
        eventSource
            .read(builder, Topics.SEASONS)
            // It concerns no country's task, and no decision depends on it.
            .filterNot((_, r) -> r.event() instanceof PublicationTimeSet, Named.as("of-countries"))
            .mapValues(r -> new CountryInput.Happened(place(r), r.event()), Named.as("announced"));
    KStream<String, CountryInput> ordered =
        eventSource
            .read(builder, Topics.ROUND_COMMANDS)
            .mapValues(r -> new CountryInput.Ordered(place(r), r.event()), Named.as("ordered"));
    KStream<String, CountryInput> read =
        eventSource
            .read(builder, Topics.ROUNDS)
            .mapValues(
                r -> new CountryInput.Happened(place(r), r.event()), Named.as("rounds-read"));

    KStream<String, Event> decided =
        ofCandidates
            .merge(announced, Named.as("with-announcements"))
            .merge(ordered, Named.as("with-orders"))
            .merge(read, Named.as("with-rounds"))
            .process(
                () ->
                    new CountryProcessor(
                        countries, clock, watermark, progress, questions, log, vault),
                Named.as("country"),
                Stores.CANDIDATES,
                Stores.CLOSED_CANDIDATES,
                Stores.COUNTRIES,
                Stores.DECISIONS,
                Stores.ANNOUNCEMENTS,
                Stores.SEEDS,
                Stores.DRAWN,
                Stores.RUNS);
    eventSink.write(only(decided, RoundsEvent.class, "only-rounds"), Topics.ROUNDS);
    eventSink.write(only(decided, InvitationsEvent.class, "only-invitations"), Topics.INVITATIONS);
  }

  private static <V> StoreBuilder<KeyValueStore<String, V>> onDisk(String name, Serde<V> serde) {
    return keyValueStoreBuilder(persistentKeyValueStore(name), Serdes.String(), serde);
  }

  private static <V> StoreBuilder<KeyValueStore<String, V>> inMemory(String name, Serde<V> serde) {
    return keyValueStoreBuilder(inMemoryKeyValueStore(name), Serdes.String(), serde);
  }

  private <E extends Event> KStream<String, Relayed> relay(
      StreamsBuilder builder, Topic<E> topic, Function<E, Optional<String>> country) {
    String name = topic.name().substring("iec.".length());
    return eventSource
        .read(builder, topic)
        .process(() -> new Relay<>(country), Named.as(name + "-to-country"));
  }

  /** Passes on the events of a country under its key. */
  private static final class Relay<E>
      extends ContextualProcessor<String, Received<E>, String, Relayed> {
    private final Function<E, Optional<String>> country;

    Relay(Function<E, Optional<String>> country) {
      this.country = country;
    }

    @Override
    public void process(Record<String, Received<E>> record) {
      Received<E> received = record.value();
      country
          .apply(received.event())
          .ifPresent(
              key ->
                  context()
                      .forward(
                          record
                              .withKey(key)
                              .withValue(new Relayed(place(received), received.value()))));
    }
  }

  private static <E extends Event> KStream<String, E> only(
      KStream<String, Event> events, Class<E> family, String name) {
    return events
        .filter((_, event) -> family.isInstance(event), Named.as(name))
        .mapValues(family::cast, Named.as(name + "-cast"));
  }

  private static Position place(Received<?> received) {
    return new Position(received.topic(), received.partition(), received.offset());
  }

  /** Refusals and rejections never were in a pool, and their country may not exist. */
  private static Optional<String> countryOf(PoolsEvent event) {
    return switch (event) {
      case PoolEntered e -> Optional.of(PoolIds.country(e.getPool()));
      case PoolLeft e -> Optional.of(PoolIds.country(e.getPool()));
      case PoolLeaveVoided e -> Optional.of(PoolIds.country(e.getPool()));
      case PoolEntryRefused _, ProfileRejected _ -> Optional.empty();
    };
  }

  private static Optional<String> countryOf(ResponsesEvent event) {
    return Optional.of(PoolIds.country(event.getPool()));
  }

  private static Optional<String> countryOf(ApplicationsEvent event) {
    return Optional.of(PoolIds.country(event.getPool()));
  }
}
