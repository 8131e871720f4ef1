package org.iecpools.invitation.stream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.iecpools.events.Category;
import org.iecpools.events.ClockTicked;
import org.iecpools.events.EligibilityRule;
import org.iecpools.events.Event;
import org.iecpools.events.InvitationDeclined;
import org.iecpools.events.InvitationIssued;
import org.iecpools.events.InvitationsEvent;
import org.iecpools.events.LoiIssued;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.PoolPlan;
import org.iecpools.events.Quota;
import org.iecpools.events.QuotaAnnounced;
import org.iecpools.events.QuotaKind;
import org.iecpools.events.RoundCommand;
import org.iecpools.events.RoundOrder;
import org.iecpools.events.RoundsEvent;
import org.iecpools.events.RunRounds;
import org.iecpools.events.SeasonPlanned;
import org.iecpools.invitation.domain.Country;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.Topic;
import org.iecpools.kafka.Topics;
import org.iecpools.kit.clock.ClockProgress;
import org.iecpools.kit.clock.LogWatermark;
import org.iecpools.kit.clock.ServiceClock;
import org.iecpools.kit.keys.KeyRing;
import org.iecpools.kit.keys.KeyVariable;
import org.iecpools.kit.stream.EventSink;
import org.iecpools.kit.stream.EventSource;
import org.iecpools.kit.stream.LocalState;
import org.iecpools.kit.stream.RecordValidator;
import org.iecpools.kit.stream.StateSerde;
import org.iecpools.kit.trace.Traces;

/** The whole topology in memory, with a clock that the test moves and a log that it reads. */
public final class Harness implements AutoCloseable {

  /** Has a fixed key, so that tests can open what is stored. */
  static final SeedVault VAULT =
      new SeedVault(new KeyRing(new KeyVariable("TEST", "ab".repeat(32))));

  public static final PoolId WH = PoolIds.of(2026, "IE", Category.WORKING_HOLIDAY);

  public final ServiceClock clock = ServiceClock.simulated();
  public final List<RoundsEvent> rounds = new ArrayList<>();
  public final List<InvitationsEvent> invitations = new ArrayList<>();
  public final RoundLog roundLog = new RoundLog();
  public final InvitationReads reads =
      new InvitationReads(
          new LocalState(
              new LocalState.Finder() {
                @Override
                public <V> ReadOnlyKeyValueStore<String, V> find(String name) {
                  return driver.getKeyValueStore(name);
                }
              },
              () -> true));

  /** Advances the time while a question is open, so that it is answered. */
  public final Questions questions =
      new Questions() {
        @Override
        public <T> CompletableFuture<T> ask(
            String country, BiFunction<Country, Instant, T> question) {
          CompletableFuture<T> answer = super.ask(country, question);
          pass(Duration.ofMillis(50));
          return answer;
        }
      };

  final EventCodec codec = new EventCodec(EventCodec.inMemory());
  private final TopologyTestDriver driver;
  private int seeds;
  private Instant now;
  private long tick;
  private long offset;

  public Harness() {
    StreamsBuilder builder = new StreamsBuilder();
    new InvitationTopology(
            new EventSource(
                new RecordValidator(
                    "invitation-service", codec, clock, 1, new SimpleMeterRegistry()),
                Traces.OFF),
            new EventSink(codec, new SimpleMeterRegistry(), Traces.OFF),
            codec,
            clock,
            LogWatermark.of(clock),
            new ClockProgress(),
            (season, country) -> new Country(season, country, _ -> Optional.empty(), this::seed),
            questions,
            "log",
            VAULT)
        .build(builder);
    driver = new TopologyTestDriver(builder.build(), new Properties());
    time(Instant.parse("2026-02-03T16:00:00Z"));
  }

  /** A different seed for each round. */
  private byte[] seed() {
    return ByteBuffer.allocate(32).putInt(28, ++seeds).array();
  }

  public void planned() {
    planned(2026);
  }

  /** Plans Ireland's Working Holiday pool from January to October of the season's year. */
  void planned(int season) {
    planned(
        season,
        Instant.parse(season + "-10-05T14:00:00Z"),
        Instant.parse(season + "-10-16T04:00:00Z"));
  }

  void planned(int season, Instant finalRoundAt, Instant closesAt) {
    give(
        SeasonPlanned.newBuilder()
            .setEventId(UUID.randomUUID())
            .setOccurredAt(now)
            .setSeason(season)
            .setCountry("IE")
            .setPools(
                List.of(
                    PoolPlan.newBuilder()
                        .setCategory(Category.WORKING_HOLIDAY)
                        .setRule(EligibilityRule.newBuilder().build())
                        .setOpensAt(Instant.parse(season + "-01-05T05:00:00Z"))
                        .setFirstRoundAt(Instant.parse(season + "-01-19T15:00:00Z"))
                        .setFinalRoundAt(finalRoundAt)
                        .setClosesAt(closesAt)
                        .setPauses(List.of())
                        .build()))
            .build());
    give(
        new QuotaAnnounced(
            UUID.randomUUID(), now, pool(season), new Quota(QuotaKind.NUMBER, 5000), null));
    pass(Duration.ofMillis(50));
  }

  private static PoolId pool(int season) {
    return PoolIds.of(season, "IE", Category.WORKING_HOLIDAY);
  }

  public PoolEntered enters() {
    return enters(2026);
  }

  /** A new candidate enters the pool of {@link #planned(int)}. */
  PoolEntered enters(int season) {
    PoolEntered entered =
        PoolEntered.newBuilder()
            .setEventId(UUID.randomUUID())
            .setOccurredAt(now)
            .setPool(pool(season))
            .setProfileId(UUID.randomUUID())
            .setCandidateId(UUID.randomUUID())
            .setStay(1)
            .setEligibleUntil(LocalDate.parse("2030-01-01"))
            .build();
    give(entered);
    return entered;
  }

  public InvitationDeclined declines(InvitationIssued i) {
    return new InvitationDeclined(
        UUID.randomUUID(),
        now,
        i.getPool(),
        i.getInvitationId(),
        i.getProfileId(),
        i.getCandidateId());
  }

  public LoiIssued getsLoi(InvitationIssued i) {
    return new LoiIssued(
        UUID.randomUUID(),
        now,
        i.getPool(),
        i.getInvitationId(),
        i.getProfileId(),
        i.getCandidateId());
  }

  public RunRounds command(int size) {
    return new RunRounds(
        UUID.randomUUID(),
        now,
        2026,
        "IE",
        List.of(new RoundOrder(WH, UUID.randomUUID(), size)),
        null,
        null);
  }

  public void time(Instant instant) {
    now = instant;
    clock.accept(new ClockTicked("test", ++tick, instant));
  }

  public void pass(Duration wallClock) {
    driver.advanceWallClockTime(wallClock);
    read();
  }

  public void give(Event event) {
    if (event instanceof RoundsEvent roundsEvent) {
      roundLog.apply(
          roundsEvent, 0, offset++); // by another service: this service's own events are read below
    }
    pipe(Topics.of(event).name(), Topics.keyOf(event), codec.encode((SpecificRecord) event));
  }

  public void order(RoundCommand command) {
    pipe(Topics.ROUND_COMMANDS.name(), "2026/IE", codec.encode((SpecificRecord) command));
  }

  public void pipe(String topic, String key, byte[] value) {
    driver
        .createInputTopic(topic, new StringSerializer(), new ByteArraySerializer())
        .pipeInput(key, value);
    read();
  }

  private void read() {
    int before = rounds.size();
    read(Topics.ROUNDS, rounds);
    rounds.subList(before, rounds.size()).forEach(event -> roundLog.apply(event, 0, offset++));
    read(Topics.INVITATIONS, invitations);
  }

  @SuppressWarnings("unchecked") // the type of the events on the topic
  private <E> void read(Topic<E> topic, List<E> into) {
    driver
        .createOutputTopic(topic.name(), new StringDeserializer(), new ByteArrayDeserializer())
        .readValuesToList()
        .forEach(
            bytes -> {
              try {
                into.add((E) codec.decode(bytes));
              } catch (EventCodec.Undecodable e) {
                throw new AssertionError(e);
              }
            });
  }

  <V> V stored(String store, String key, Class<V> type) {
    return type.cast(driver.getKeyValueStore(store).get(key));
  }

  /** A row of the store of countries. */
  <V> V stored(String key, Class<V> type) {
    return StateSerde.of(type)
        .deserializer()
        .deserialize("", stored(Stores.COUNTRIES, key, byte[].class));
  }

  /** Whether a start would read a candidate's row: it would not if the candidate is closed. */
  public boolean startReads(UUID candidateId) {
    return rows(Stores.CANDIDATES).keySet().stream()
        .anyMatch(key -> key.startsWith(Stores.prefix(candidateId)));
  }

  /** All rows of a store, by key. */
  <V> Map<String, V> rows(String store) {
    Map<String, V> rows = new TreeMap<>();
    try (var all = driver.<String, V>getKeyValueStore(store).all()) {
      all.forEachRemaining(entry -> rows.put(entry.key, entry.value));
    }
    return rows;
  }

  List<KeyValue<String, byte[]>> deadLetters() {
    return driver
        .createOutputTopic(
            Topics.DEAD_LETTERS.name(), new StringDeserializer(), new ByteArrayDeserializer())
        .readKeyValuesToList();
  }

  <V> List<V> all(String store, Class<V> type) {
    List<V> all = new ArrayList<>();
    try (var entries = driver.<String, V>getKeyValueStore(store).all()) {
      entries.forEachRemaining(entry -> all.add(type.cast(entry.value)));
    }
    return all;
  }

  /** The bytes written to each topic, including changelogs, since the last call. */
  Map<String, String> written() {
    Map<String, String> written = new TreeMap<>();
    for (String topic : driver.producedTopicNames()) {
      driver
          .createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
          .readRecordsToList()
          .forEach(
              record ->
                  written.merge(
                      topic, latin1(record.key()) + latin1(record.value()), String::concat));
    }
    return written;
  }

  private static String latin1(byte[] bytes) {
    return bytes == null ? "" : new String(bytes, ISO_8859_1);
  }

  public static <T> List<T> only(List<? super T> events, Class<T> type) {
    return events.stream().filter(type::isInstance).map(type::cast).toList();
  }

  @Override
  public void close() {
    driver.close();
  }
}
