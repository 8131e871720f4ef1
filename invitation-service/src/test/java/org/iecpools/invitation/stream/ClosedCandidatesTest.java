package org.iecpools.invitation.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.iecpools.invitation.stream.Harness.only;
import static org.iecpools.invitation.stream.MemoryStores.store;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.iecpools.events.ApplicationSubmitted;
import org.iecpools.events.ClosedCause;
import org.iecpools.events.CorrectRound;
import org.iecpools.events.Event;
import org.iecpools.events.InvitationAccepted;
import org.iecpools.events.InvitationClosed;
import org.iecpools.events.InvitationIssued;
import org.iecpools.events.LeaveCause;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.PoolLeft;
import org.iecpools.events.RoundRun;
import org.iecpools.invitation.domain.CandidateRow;
import org.iecpools.invitation.domain.Country;
import org.iecpools.invitation.domain.CountryRow;
import org.iecpools.invitation.domain.CountryRow.PoolRow;
import org.iecpools.invitation.domain.Invitation;
import org.iecpools.invitation.domain.OrderOutcome;
import org.iecpools.invitation.domain.OrderOutcome.NotCorrected;
import org.iecpools.invitation.domain.Position;
import org.iecpools.invitation.domain.ReasonAgainst;
import org.iecpools.kit.clock.ClockProgress;
import org.iecpools.kit.clock.LogWatermark;
import org.iecpools.kit.stream.StateSerde;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What leaves memory and start-up when a season is over, and what remains available. */
class ClosedCandidatesTest {

  private static final String WH_KEY = "2026/IE/pool/WORKING_HOLIDAY";
  private static final Instant CLOSED = Instant.parse("2026-10-16T04:00:00Z");

  private final Harness it = new Harness();
  private InvitationIssued lapsed;
  private InvitationIssued accepted;
  private PoolEntered waiting;

  /**
   * Three candidates of the season: one did not answer, one has applied, one was never invited. The
   * season has closed.
   */
  @BeforeEach
  void aSeasonHasClosed() {
    it.planned();
    it.enters();
    it.enters();
    it.order(it.command(2));
    it.pass(Duration.ofMillis(100));
    List<InvitationIssued> issued = only(it.invitations, InvitationIssued.class);
    lapsed = issued.getFirst();
    accepted = issued.getLast();
    it.give(accepts(accepted));
    it.give(applies(accepted));
    it.time(Instant.parse("2026-10-06T15:00:00Z"));
    it.pass(Duration.ofMillis(100));
    waiting = it.enters();
    it.time(CLOSED.minusSeconds(1));
    it.pass(Duration.ofMillis(500));
    assertThat(closed()).isEmpty();
    it.time(CLOSED);
    it.pass(Duration.ofMillis(500));
  }

  @AfterEach
  void stop() {
    it.close();
  }

  @Test
  void onlyCandidatesWithAnOpenInvitationAreReadByAStart() {
    assertThat(it.rows(Stores.CANDIDATES)).containsOnlyKeys(accepted.getCandidateId() + "/2026/IE");
    assertThat(closed())
        .containsOnlyKeys(
            "2026/IE/" + lapsed.getCandidateId(),
            lapsed.getCandidateId() + "/2026/IE",
            "2026/IE/" + waiting.getCandidateId(),
            waiting.getCandidateId() + "/2026/IE");
    assertThat(it.stored("2026/IE", CountryRow.class).closed()).isTrue();
  }

  @Test
  void theEndOfTheLastInvitationClosesItsCandidate() {
    it.give(it.getsLoi(accepted));

    assertThat(only(it.invitations, InvitationClosed.class).getLast().getCause())
        .isEqualTo(ClosedCause.LOI_ISSUED);
    assertThat(it.rows(Stores.CANDIDATES)).isEmpty();
    assertThat(closed()).hasSize(6);
    assertThat(it.stored(WH_KEY, PoolRow.class).lois()).isEqualTo(1);
  }

  @Test
  void invitationsOfClosedCandidatesAreStillFound() {
    assertThat(it.reads.invitations(lapsed.getCandidateId()))
        .extracting(Invitation::id)
        .containsExactly(lapsed.getInvitationId());
    assertThat(it.reads.invitation(lapsed.getCandidateId(), lapsed.getInvitationId()))
        .hasValueSatisfying(invitation -> assertThat(invitation.open()).isFalse());
    assertThat(it.reads.invitations(accepted.getCandidateId())).hasSize(1);
    assertThat(it.reads.invitations(UUID.randomUUID())).isEmpty();
  }

  @Test
  void aLateEventCountsOnce() {
    PoolLeft left =
        new PoolLeft(
            UUID.randomUUID(),
            CLOSED,
            Harness.WH,
            waiting.getProfileId(),
            waiting.getCandidateId(),
            1,
            LeaveCause.SEASON_ENDED);

    it.give(left);
    it.give(left);
    it.give(waiting);

    assertThat(it.stored(WH_KEY, PoolRow.class).size()).isZero();
    assertThat(it.rows(Stores.CANDIDATES)).hasSize(1);
    assertThat(closed()).hasSize(4);
  }

  @Test
  void aCandidateWhoseFirstEventIsLateIsClosedAtOnce() {
    PoolEntered late = it.enters();
    it.give(late);

    assertThat(it.stored(WH_KEY, PoolRow.class).size()).isEqualTo(2);
    assertThat(closed()).hasSize(6).containsKey("2026/IE/" + late.getCandidateId());
  }

  @Test
  void aCorrectionSeesTheInvitationsOfClosedCandidates() {
    RoundRun run = only(it.rounds, RoundRun.class).getFirst();
    it.order(
        CorrectRound.newBuilder()
            .setCommandId(UUID.randomUUID())
            .setOccurredAt(CLOSED)
            .setPool(run.getPool())
            .setRoundId(run.getRoundId())
            .setReason("a mistake")
            .setInvitations(List.of(lapsed.getInvitationId(), accepted.getInvitationId()))
            .build());

    assertThat(it.all(Stores.DECISIONS, OrderOutcome.class))
        .flatExtracting(OrderOutcome::pools)
        .filteredOn(NotCorrected.class::isInstance)
        .flatExtracting(pool -> ((NotCorrected) pool).reasons())
        .extracting(reason -> ((ReasonAgainst) reason).code())
        .containsExactlyInAnyOrder("INVITATION_ENDED", "APPLICATION_IN_PROGRESS");
  }

  @Test
  void aLaterCloseOpensTheCountryAgainAndARoundDrawsItsCandidates() {
    it.time(CLOSED.plusSeconds(1));
    it.planned(2026, Instant.parse("2026-11-02T15:00:00Z"), Instant.parse("2026-11-16T04:00:00Z"));
    it.order(it.command(5));

    RoundRun run = only(it.rounds, RoundRun.class).getLast();
    assertThat(run.getDrawable()).isEqualTo(1);
    assertThat(run.getInvited()).isEqualTo(1);
    assertThat(it.rows(Stores.CANDIDATES))
        .containsOnlyKeys(
            accepted.getCandidateId() + "/2026/IE", waiting.getCandidateId() + "/2026/IE");
    assertThat(closed()).as("a row moves when it changes").hasSize(2);
    assertThat(it.stored("2026/IE", CountryRow.class).closed()).isNull();
    Started again = start();
    assertThat(again.read).hasSize(2);
    assertThat(again.closedRead).as("all are in memory while the country is open").hasSize(1);
  }

  @Test
  void aStartReadsNoRowOfAClosedCandidateAndAnEventReadsOne() {
    it.time(Instant.parse("2027-02-03T16:00:00Z"));
    it.planned(2027);
    it.enters(2027);
    it.enters(2027);

    Started started = start();
    assertThat(started.read)
        .extracting(CandidateRow::season)
        .containsExactlyInAnyOrder(2026, 2027, 2027);
    assertThat(started.closedRead).isEmpty();

    started.happens(waiting);
    assertThat(started.closedRead).hasSize(1);
    assertThat(started.read).hasSize(3);
  }

  @Test
  void rowsOfAnEarlierVersionAreMovedByTheFirstTicks() {
    Map<String, CandidateRow> open = it.rows(Stores.CANDIDATES);
    Started earlier = start();
    closed().keySet().forEach(earlier.closed::delete);
    earlier.countries.put(
        new CountryRow(2026, "IE", 0, List.of(), List.of(), List.of(), List.of(), null, null));
    row(lapsed.getCandidateId()).ifPresent(row -> earlier.open.put(Stores.key(row), row));
    row(waiting.getCandidateId()).ifPresent(row -> earlier.open.put(Stores.key(row), row));

    Started upgraded = earlier.again();
    assertThat(upgraded.read).hasSize(3);
    upgraded.ticks();

    Started next = upgraded.again();
    assertThat(next.read).extracting(Stores::key).containsExactlyElementsOf(open.keySet());
    assertThat(next.closedRead).isEmpty();
    try (var all = next.closed.all()) {
      assertThat(all).toIterable().hasSize(4);
    }
  }

  // ---- starts

  private Optional<CandidateRow> row(UUID candidateId) {
    return Optional.ofNullable(closed().get("2026/IE/" + candidateId))
        .map(bytes -> StateSerde.of(CandidateRow.class).deserializer().deserialize("", bytes));
  }

  private Map<String, byte[]> closed() {
    return it.rows(Stores.CLOSED_CANDIDATES);
  }

  /** Starts a task with a copy of the rows. */
  private Started start() {
    return new Started(
        it.rows(Stores.CANDIDATES),
        closed(),
        List.of(
            copy(Stores.COUNTRIES, Serdes.ByteArray()),
            copy(Stores.DECISIONS, StateSerde.of(OrderOutcome.class)),
            copy(Stores.ANNOUNCEMENTS, new CodecSerdes(it.codec).announcements()),
            copy(Stores.SEEDS, Serdes.ByteArray()),
            copy(Stores.DRAWN, Serdes.ByteArray()),
            copy(Stores.RUNS, new CodecSerdes(it.codec).runs())));
  }

  private <V> KeyValueStore<String, V> copy(String name, Serde<V> serde) {
    return store(name, serde, it.rows(name));
  }

  /** A task after its start, which records the rows of candidates that are read. */
  private final class Started {
    final List<CandidateRow> read = new ArrayList<>();
    final List<byte[]> closedRead = new ArrayList<>();
    final KeyValueStore<String, CandidateRow> open;
    final KeyValueStore<String, byte[]> closed;
    final CountryRows countries;
    private final List<KeyValueStore<String, ?>> others;
    private final MockProcessorContext<String, Event> context = new MockProcessorContext<>();
    private final CountryProcessor processor =
        new CountryProcessor(
            (season, country) ->
                new Country(season, country, _ -> Optional.empty(), () -> new byte[32]),
            it.clock,
            LogWatermark.of(it.clock),
            new ClockProgress(),
            it.questions,
            "log",
            Harness.VAULT);

    @SuppressWarnings("unchecked") // the store of countries contains bytes
    Started(
        Map<String, CandidateRow> open,
        Map<String, byte[]> closed,
        List<KeyValueStore<String, ?>> others) {
      this.open =
          store(Stores.CANDIDATES, recording(StateSerde.of(CandidateRow.class), read), open);
      this.closed =
          store(Stores.CLOSED_CANDIDATES, recording(Serdes.ByteArray(), closedRead), closed);
      this.others = others;
      countries = new CountryRows((KeyValueStore<String, byte[]>) others.getFirst());
      context.addStateStore(this.open);
      context.addStateStore(this.closed);
      others.forEach(context::addStateStore);
      processor.init(context);
    }

    private static <V> Serde<V> recording(Serde<V> serde, List<V> read) {
      return Serdes.serdeFrom(
          serde.serializer(),
          (topic, bytes) -> {
            V value = serde.deserializer().deserialize(topic, bytes);
            read.add(value);
            return value;
          });
    }

    void happens(Event event) {
      processor.process(
          new Record<>(
              "2026/IE",
              new CountryInput.Happened(new Position("iec.pools", 0, 99), event),
              CLOSED.toEpochMilli()));
    }

    /** Lets the time pass that several ticks take. */
    void ticks() {
      for (int i = 0; i < 100; i++) {
        context.setCurrentSystemTimeMs(i * 20L);
        long time = i * 20L;
        context.scheduledPunctuators().forEach(it -> it.getPunctuator().punctuate(time));
      }
    }

    /** A start with what is stored now. */
    Started again() {
      return new Started(rows(open), rows(closed), others);
    }

    private static <V> Map<String, V> rows(KeyValueStore<String, V> store) {
      Map<String, V> rows = new TreeMap<>();
      try (var all = store.all()) {
        all.forEachRemaining(entry -> rows.put(entry.key, entry.value));
      }
      return rows;
    }
  }

  private static InvitationAccepted accepts(InvitationIssued i) {
    return new InvitationAccepted(
        UUID.randomUUID(),
        i.getOccurredAt(),
        i.getPool(),
        i.getInvitationId(),
        i.getProfileId(),
        i.getCandidateId());
  }

  private static ApplicationSubmitted applies(InvitationIssued i) {
    return new ApplicationSubmitted(
        UUID.randomUUID(),
        i.getOccurredAt(),
        i.getPool(),
        i.getInvitationId(),
        i.getProfileId(),
        i.getCandidateId());
  }
}
