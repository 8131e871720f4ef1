package org.iecpools.invitation.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.TopologyTestDriver;
import org.iecpools.events.AnswerRejected;
import org.iecpools.events.Category;
import org.iecpools.events.ClockTicked;
import org.iecpools.events.ClosedCause;
import org.iecpools.events.EligibilityRule;
import org.iecpools.events.Event;
import org.iecpools.events.EventCodec;
import org.iecpools.events.InvitationClosed;
import org.iecpools.events.InvitationDeclined;
import org.iecpools.events.InvitationIssued;
import org.iecpools.events.InvitationsEvent;
import org.iecpools.events.LoiIssued;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.PoolOpened;
import org.iecpools.events.PoolPlan;
import org.iecpools.events.Quota;
import org.iecpools.events.QuotaAnnounced;
import org.iecpools.events.QuotaKind;
import org.iecpools.events.RoundOrder;
import org.iecpools.events.RoundRun;
import org.iecpools.events.RoundsEvent;
import org.iecpools.events.RunRounds;
import org.iecpools.events.SeasonPlanned;
import org.iecpools.events.Topic;
import org.iecpools.events.Topics;
import org.iecpools.invitation.domain.CandidateRow;
import org.iecpools.invitation.domain.Country;
import org.iecpools.invitation.domain.CountryRow;
import org.iecpools.invitation.domain.Decision;
import org.iecpools.kit.ClockProgress;
import org.iecpools.kit.Intake;
import org.iecpools.kit.Outlet;
import org.iecpools.kit.ServiceClock;
import org.iecpools.kit.StateSerde;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InvitationTopologyTest {

  private static final PoolId WH = PoolIds.of(2026, "IE", Category.WORKING_HOLIDAY);
  private static final Instant START = Instant.parse("2026-02-03T16:00:00Z");

  private final EventCodec codec = new EventCodec(EventCodec.inMemory());
  private final ServiceClock clock = ServiceClock.simulated();
  private final List<RoundsEvent> rounds = new ArrayList<>();
  private final List<InvitationsEvent> invitations = new ArrayList<>();
  private TopologyTestDriver driver;
  private Instant now;
  private long tick;

  @BeforeEach
  void start() {
    StreamsBuilder builder = new StreamsBuilder();
    new InvitationTopology(
            new Intake("invitation-service", codec, clock, 1, new SimpleMeterRegistry()),
            new Outlet(codec),
            codec,
            clock,
            new ClockProgress(),
            (season, country) ->
                new Country(season, country, _ -> java.util.Optional.empty(), () -> new byte[32]))
        .build(builder);
    driver = new TopologyTestDriver(builder.build(), new Properties());
    time(START);
  }

  @AfterEach
  void stop() {
    driver.close();
  }

  @Test
  void fromEntriesToVerdictsAndWhatIsSentTwiceChangesNothing() {
    planned();
    PoolEntered first = enters();
    PoolEntered second = enters();
    enters();
    give(first);
    give(second);

    RunRounds command = command(2);
    order(command);
    order(command);
    pass(Duration.ofMillis(100));

    RoundRun round = only(rounds, RoundRun.class).getFirst();
    assertThat(only(rounds, RoundRun.class)).hasSize(1);
    assertThat(round.getPoolSize()).isEqualTo(3);
    assertThat(round.getInvited()).isEqualTo(2);
    assertThat(round.getPositions())
        .filteredOn(p -> p.getTopic().equals("iec.pools"))
        .singleElement()
        .satisfies(p -> assertThat(p.getOffset()).isEqualTo(4));
    List<InvitationIssued> issued = only(invitations, InvitationIssued.class);
    assertThat(issued).hasSize(2);

    InvitationDeclined decline = declines(issued.getFirst());
    give(decline);
    give(decline);
    LoiIssued loi = getsLoi(issued.getLast());
    give(loi);
    give(loi);

    assertThat(only(invitations, InvitationClosed.class))
        .extracting(InvitationClosed::getCause)
        .containsExactly(ClosedCause.DECLINED, ClosedCause.LOI_ISSUED);
    assertThat(only(invitations, AnswerRejected.class)).isEmpty();
    CountryRow row = stored(Stores.COUNTRIES, "2026/IE", CountryRow.class);
    assertThat(row.seq()).isEqualTo(3);
    assertThat(row.pools())
        .singleElement()
        .satisfies(
            pool -> {
              assertThat(pool.size()).isEqualTo(2);
              assertThat(pool.lois()).isEqualTo(1);
            });
  }

  @Test
  void timeAloneLapsesAnInvitationAndRunsTheWeeklyRound() {
    planned();
    enters();
    order(command(1));
    pass(Duration.ofMillis(100));
    enters();

    time(Instant.parse("2026-02-14T05:00:00Z"));
    pass(Duration.ofMillis(50));

    assertThat(only(invitations, InvitationClosed.class))
        .extracting(InvitationClosed::getCause)
        .containsExactly(ClosedCause.NOT_ANSWERED);
    assertThat(only(rounds, RoundRun.class)).hasSize(2);
  }

  @Test
  void thePoolIsOpenedWhenItsPlanArrives() {
    planned();

    assertThat(only(rounds, PoolOpened.class)).hasSize(1);
  }

  @Test
  void aRecordThatCannotBeTakenIsADeadLetterOnceAndTheFlowGoesOn() {
    planned();
    for (String topic :
        List.of(
            "iec.pools",
            "iec.responses",
            "iec.applications",
            "iec.seasons",
            "iec.round-commands")) {
      pipe(topic, "key", "no avro".getBytes(StandardCharsets.UTF_8));
    }
    enters();

    var letters =
        driver.createOutputTopic(
            Topics.DEAD_LETTERS.name(), new StringDeserializer(), new ByteArrayDeserializer());
    assertThat(letters.readKeyValuesToList()).hasSize(5);
    assertThat(stored(Stores.COUNTRIES, "2026/IE", CountryRow.class).pools().getFirst().size())
        .isEqualTo(1);
  }

  @Test
  void aCommandThatCannotRunLeavesItsReasonsAndNoException() {
    enters();
    RunRounds command = command(1);

    order(command);

    Decision decision =
        stored(Stores.DECISIONS, "2026/IE/" + command.getCommandId(), Decision.class);
    assertThat(decision.pools())
        .singleElement()
        .isInstanceOfSatisfying(
            Decision.NotRun.class,
            notRun ->
                assertThat(notRun.reasons())
                    .extracting(r -> r.code())
                    .containsExactly("NOT_PLANNED", "NO_QUOTA"));
    assertThat(rounds).isEmpty();
  }

  @Test
  void whatIsKeptReadsBackAsItWas() {
    planned();
    enters();
    enters();
    order(command(2));
    pass(Duration.ofMillis(100));
    List<InvitationIssued> issued = only(invitations, InvitationIssued.class);
    give(declines(issued.getFirst()));
    give(getsLoi(issued.getLast()));
    order(command(1));

    for (InvitationIssued invitation : issued) {
      CandidateRow row =
          stored(Stores.CANDIDATES, invitation.getCandidateId() + "/2026/IE", CandidateRow.class);
      assertThat(again(row, CandidateRow.class)).isEqualTo(row);
      assertThat(row.invitations()).isNotEmpty();
    }
    CountryRow country = stored(Stores.COUNTRIES, "2026/IE", CountryRow.class);
    assertThat(again(country, CountryRow.class)).isEqualTo(country);
    try (var decisions = driver.<String, Decision>getKeyValueStore(Stores.DECISIONS).all()) {
      decisions.forEachRemaining(
          e -> assertThat(again(e.value, Decision.class)).isEqualTo(e.value));
    }
  }

  // ---- given

  private void planned() {
    give(
        SeasonPlanned.newBuilder()
            .setEventId(UUID.randomUUID())
            .setOccurredAt(now)
            .setSeason(2026)
            .setCountry("IE")
            .setPools(
                List.of(
                    PoolPlan.newBuilder()
                        .setCategory(Category.WORKING_HOLIDAY)
                        .setRule(EligibilityRule.newBuilder().build())
                        .setOpensAt(Instant.parse("2026-01-05T05:00:00Z"))
                        .setFirstRoundAt(Instant.parse("2026-01-19T15:00:00Z"))
                        .setFinalRoundAt(Instant.parse("2026-10-05T14:00:00Z"))
                        .setClosesAt(Instant.parse("2026-10-16T04:00:00Z"))
                        .setPauses(List.of())
                        .build()))
            .build());
    give(new QuotaAnnounced(UUID.randomUUID(), now, WH, new Quota(QuotaKind.NUMBER, 5000)));
    pass(Duration.ofMillis(50));
  }

  private PoolEntered enters() {
    PoolEntered entered =
        PoolEntered.newBuilder()
            .setEventId(UUID.randomUUID())
            .setOccurredAt(now)
            .setPool(WH)
            .setProfileId(UUID.randomUUID())
            .setCandidateId(UUID.randomUUID())
            .setStay(1)
            .setEligibleUntil(LocalDate.parse("2030-01-01"))
            .build();
    give(entered);
    return entered;
  }

  private InvitationDeclined declines(InvitationIssued i) {
    return new InvitationDeclined(
        UUID.randomUUID(),
        now,
        i.getPool(),
        i.getInvitationId(),
        i.getProfileId(),
        i.getCandidateId());
  }

  private LoiIssued getsLoi(InvitationIssued i) {
    return new LoiIssued(
        UUID.randomUUID(),
        now,
        i.getPool(),
        i.getInvitationId(),
        i.getProfileId(),
        i.getCandidateId());
  }

  private RunRounds command(int size) {
    return new RunRounds(
        UUID.randomUUID(), now, 2026, "IE", List.of(new RoundOrder(WH, UUID.randomUUID(), size)));
  }

  // ---- plumbing

  private void time(Instant instant) {
    now = instant;
    clock.accept(new ClockTicked("test", ++tick, instant));
  }

  private void pass(Duration wallClock) {
    driver.advanceWallClockTime(wallClock);
    read();
  }

  private void give(Event event) {
    pipe(Topics.of(event).name(), Topics.keyOf(event), codec.encode((SpecificRecord) event));
  }

  private void order(RunRounds command) {
    pipe(Topics.ROUND_COMMANDS.name(), "2026/IE", codec.encode(command));
  }

  private void pipe(String topic, String key, byte[] value) {
    driver
        .createInputTopic(topic, new StringSerializer(), new ByteArraySerializer())
        .pipeInput(key, value);
    read();
  }

  private void read() {
    read(Topics.ROUNDS, rounds);
    read(Topics.INVITATIONS, invitations);
  }

  @SuppressWarnings("unchecked") // what stands on the topic
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

  private <V> V stored(String store, String key, Class<V> type) {
    return type.cast(driver.getKeyValueStore(store).get(key));
  }

  private static <T> T again(T state, Class<T> type) {
    var serde = StateSerde.json(type);
    return serde.deserializer().deserialize("", serde.serializer().serialize("", state));
  }

  private static <T> List<T> only(List<? super T> events, Class<T> type) {
    return events.stream().filter(type::isInstance).map(type::cast).toList();
  }
}
