package org.iecpools.invitation.stream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.iecpools.invitation.stream.Harness.only;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.common.serialization.Serde;
import org.iecpools.domain.SizeRule;
import org.iecpools.events.AnswerRejected;
import org.iecpools.events.ClosedCause;
import org.iecpools.events.CorrectRound;
import org.iecpools.events.InvitationClosed;
import org.iecpools.events.InvitationDeclined;
import org.iecpools.events.InvitationIssued;
import org.iecpools.events.LoiIssued;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.PoolOpened;
import org.iecpools.events.PublicationTimeSet;
import org.iecpools.events.RoundRun;
import org.iecpools.events.RoundScheduled;
import org.iecpools.events.RunRounds;
import org.iecpools.invitation.domain.AnnouncedRound;
import org.iecpools.invitation.domain.CandidateRow;
import org.iecpools.invitation.domain.CountryRow;
import org.iecpools.invitation.domain.CountryRow.PoolRow;
import org.iecpools.invitation.domain.OrderOutcome;
import org.iecpools.invitation.domain.ReasonAgainst;
import org.iecpools.invitation.domain.WaitingOrder;
import org.iecpools.kit.stream.StateSerde;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InvitationTopologyTest {

  private static final String WH_KEY = "2026/IE/pool/WORKING_HOLIDAY";

  private final Harness it = new Harness();

  @AfterEach
  void stop() {
    it.close();
  }

  @Test
  void fromEntriesToVerdictsAndRepeatsChangeNothing() {
    it.planned();
    PoolEntered first = it.enters();
    PoolEntered second = it.enters();
    it.enters();
    it.give(first);
    it.give(second);

    RunRounds command = it.command(2);
    it.order(command);
    it.order(command);
    it.pass(Duration.ofMillis(100));

    RoundRun round = only(it.rounds, RoundRun.class).getFirst();
    assertThat(only(it.rounds, RoundRun.class)).hasSize(1);
    assertThat(round.getPoolSize()).isEqualTo(3);
    assertThat(round.getInvited()).isEqualTo(2);
    assertThat(round.getPositions())
        .filteredOn(p -> p.getTopic().equals("iec.pools"))
        .singleElement()
        .satisfies(p -> assertThat(p.getOffset()).isEqualTo(4));
    List<InvitationIssued> issued = only(it.invitations, InvitationIssued.class);
    assertThat(issued).hasSize(2);

    InvitationDeclined decline = it.declines(issued.getFirst());
    it.give(decline);
    it.give(decline);
    LoiIssued loi = it.getsLoi(issued.getLast());
    it.give(loi);
    it.give(loi);

    assertThat(only(it.invitations, InvitationClosed.class))
        .extracting(InvitationClosed::getCause)
        .containsExactly(ClosedCause.DECLINED, ClosedCause.LOI_ISSUED);
    assertThat(only(it.invitations, AnswerRejected.class)).isEmpty();
    PoolRow pool = it.stored(WH_KEY, PoolRow.class);
    assertThat(pool.seq()).isEqualTo(3);
    assertThat(pool.size()).isEqualTo(2);
    assertThat(pool.lois()).isEqualTo(1);
  }

  @Test
  void timeAloneLapsesAnInvitationAndRunsTheWeeklyRound() {
    it.planned();
    it.enters();
    it.order(it.command(1));
    it.pass(Duration.ofMillis(100));
    it.enters();

    it.time(Instant.parse("2026-02-14T05:00:00Z"));
    it.pass(Duration.ofMillis(50));

    assertThat(only(it.invitations, InvitationClosed.class))
        .extracting(InvitationClosed::getCause)
        .containsExactly(ClosedCause.NOT_ANSWERED);
    assertThat(only(it.rounds, RoundRun.class)).hasSize(2);
  }

  @Test
  void thePoolIsOpenedWhenItsPlanArrives() {
    it.planned();

    assertThat(only(it.rounds, PoolOpened.class)).hasSize(1);
  }

  @Test
  void aTimeOfPublicationIsOfNoCountryAndAnImpossibleOneIsADeadLetter() {
    it.planned();
    it.give(publicationTime(840));

    it.enters();

    assertThat(it.rows(Stores.ANNOUNCEMENTS).values())
        .isNotEmpty()
        .noneMatch(PublicationTimeSet.class::isInstance);
    assertThat(it.deadLetters()).isEmpty();
    assertThat(it.stored(WH_KEY, PoolRow.class).size()).isEqualTo(1);

    it.give(publicationTime(1_440));
    it.give(publicationTime(-1));

    assertThat(it.deadLetters()).hasSize(2);
  }

  private PublicationTimeSet publicationTime(int minuteOfDay) {
    return PublicationTimeSet.newBuilder()
        .setEventId(UUID.randomUUID())
        .setOccurredAt(it.clock.instant())
        .setSeason(2026)
        .setMinuteOfDay(minuteOfDay)
        .build();
  }

  @Test
  void anInvalidRecordBecomesOneDeadLetterAndProcessingContinues() {
    it.planned();
    for (String topic :
        List.of(
            "iec.pools",
            "iec.responses",
            "iec.applications",
            "iec.seasons",
            "iec.round-commands")) {
      it.pipe(topic, "key", "no avro".getBytes(StandardCharsets.UTF_8));
    }
    it.enters();

    assertThat(it.deadLetters()).hasSize(5);
    assertThat(it.stored(WH_KEY, PoolRow.class).size()).isEqualTo(1);
  }

  @Test
  void aRefusedOrderIsStoredWithItsReasons() {
    it.enters();
    RunRounds command = it.command(1);

    it.order(command);

    OrderOutcome decision =
        it.stored(Stores.DECISIONS, "2026/IE/" + command.getCommandId(), OrderOutcome.class);
    assertThat(decision.pools())
        .singleElement()
        .isInstanceOfSatisfying(
            OrderOutcome.NotRun.class,
            notRun ->
                assertThat(notRun.reasons())
                    .extracting(r -> r.code())
                    .containsExactly("NOT_PLANNED", "NO_QUOTA"));
    assertThat(it.rounds).isEmpty();
  }

  @Test
  void storedStateReadsBackUnchanged() {
    it.planned();
    it.enters();
    it.enters();
    it.order(it.command(2));
    it.pass(Duration.ofMillis(100));
    List<InvitationIssued> issued = only(it.invitations, InvitationIssued.class);
    it.give(it.declines(issued.getFirst()));
    it.give(it.getsLoi(issued.getLast()));
    it.order(it.command(1));

    for (InvitationIssued invitation : issued) {
      CandidateRow row =
          it.stored(
              Stores.CANDIDATES, invitation.getCandidateId() + "/2026/IE", CandidateRow.class);
      assertThat(again(row, CandidateRow.class)).isEqualTo(row);
      assertThat(row.invitations()).isNotEmpty();
    }
    CountryRow country = it.stored("2026/IE", CountryRow.class);
    assertThat(country.announced()).isNotEmpty();
    assertThat(again(country, CountryRow.class)).isEqualTo(country);
    CountryRow waiting = whileAnOrderWaits(country);
    assertThat(again(waiting, CountryRow.class)).isEqualTo(waiting);
    assertThat(it.all(Stores.DECISIONS, OrderOutcome.class))
        .isNotEmpty()
        .allSatisfy(d -> assertThat(again(d, OrderOutcome.class)).isEqualTo(d));
  }

  private static CountryRow whileAnOrderWaits(CountryRow row) {
    return new CountryRow(
        row.season(),
        row.country(),
        row.seq(),
        row.pools(),
        row.positions(),
        List.of(
            new AnnouncedRound(
                Harness.WH,
                UUID.randomUUID(),
                Instant.parse("2026-02-03T16:00:00Z"),
                new SizeRule.Operator(3),
                "00",
                1,
                true,
                null,
                null)),
        List.of(
            new WaitingOrder(
                UUID.randomUUID(),
                false,
                List.of(
                    new WaitingOrder.OfPool(Harness.WH, UUID.randomUUID(), 3, Instant.EPOCH, null)),
                List.of(
                    new OrderOutcome.NotRun(
                        Harness.WH, UUID.randomUUID(), List.of(new ReasonAgainst("PAUSED", "no")))),
                List.of())),
        row.closed(),
        row.sealed());
  }

  @Test
  void noTopicContainsASeedBeforeItsRound() {
    it.planned();
    it.enters();
    RoundScheduled toCome = only(it.rounds, RoundScheduled.class).getLast();
    Map<String, String> before = it.written();

    it.time(toCome.getRunsAt());
    it.pass(Duration.ofMillis(50));
    Map<String, String> after = it.written();

    String seed =
        new String(only(it.rounds, RoundRun.class).getFirst().getSeed().array(), ISO_8859_1);
    assertThat(before.keySet()).anyMatch(topic -> topic.endsWith("-seeds-changelog"));
    assertThat(before.values()).noneMatch(written -> written.contains(seed));
    assertThat(after.values()).as("the search finds it").anyMatch(text -> text.contains(seed));
  }

  @Test
  void aSeedIsKeptInAStoreOfItsOwnUntilItsRoundIsDecided() {
    it.planned();
    it.enters();

    RoundScheduled toCome = only(it.rounds, RoundScheduled.class).getLast();
    String key = "2026/IE/" + toCome.getRoundId();
    byte[] stored = it.stored(Stores.SEEDS, key, byte[].class);
    it.time(toCome.getRunsAt());
    it.pass(Duration.ofMillis(50));

    assertThat(only(it.rounds, RoundRun.class))
        .extracting(RoundRun::getRoundId)
        .containsExactly(toCome.getRoundId());
    byte[] seed = only(it.rounds, RoundRun.class).getFirst().getSeed().array();
    assertThat(new String(stored, ISO_8859_1))
        .as("encrypted before the draw")
        .doesNotContain(new String(seed, ISO_8859_1));
    assertThat(Harness.VAULT.open("2026/IE", toCome.getRoundId(), stored))
        .isInstanceOfSatisfying(
            SeedVault.Opened.Seed.class, opened -> assertThat(opened.seed()).isEqualTo(seed));
    assertThat(it.stored(Stores.SEEDS, key, byte[].class)).isNull();
  }

  @Test
  void theDrawHasReadItsCommitmentBackFromTheTopic() {
    it.planned();
    it.enters();
    it.order(it.command(1));

    RoundRun run = only(it.rounds, RoundRun.class).getFirst();
    assertThat(run.getLog()).isEqualTo("log");
    int announced =
        it.rounds.indexOf(
            only(it.rounds, RoundScheduled.class).stream()
                .filter(e -> e.getRoundId().equals(run.getRoundId()))
                .findFirst()
                .orElseThrow());
    assertThat(run.getPositions())
        .filteredOn(p -> p.getTopic().equals("iec.rounds"))
        .singleElement()
        .satisfies(p -> assertThat(p.getOffset()).isEqualTo(announced));
  }

  @Test
  void aCorrectionIsWrittenWithItsVerdictsAndTheLastRevisionIsStored() {
    it.planned();
    it.enters();
    it.enters();
    it.order(it.command(2));
    it.pass(Duration.ofMillis(100));
    RoundRun draw = only(it.rounds, RoundRun.class).getFirst();
    CorrectRound command = correction(draw, 1);

    it.order(command);
    it.order(command);

    RoundRun correction = only(it.rounds, RoundRun.class).getLast();
    assertThat(only(it.rounds, RoundRun.class)).hasSize(2);
    assertThat(correction.getRevision()).isEqualTo(1);
    assertThat(correction.getLog()).isEqualTo("log");
    assertThat(correction.getPositions()).isEqualTo(draw.getPositions());
    assertThat(only(it.invitations, InvitationClosed.class))
        .singleElement()
        .returns(correction.getVoided().getFirst(), InvitationClosed::getInvitationId)
        .returns(ClosedCause.VOIDED, InvitationClosed::getCause);
    String key = "2026/IE/" + draw.getRoundId();
    assertThat(it.stored(Stores.RUNS, key, RoundRun.class)).isEqualTo(correction);
    assertThat(it.all(Stores.DECISIONS, OrderOutcome.class))
        .anyMatch(d -> d.pools().getFirst() instanceof OrderOutcome.Corrected)
        .allSatisfy(d -> assertThat(again(d, OrderOutcome.class)).isEqualTo(d));
  }

  @Test
  void aRefusedCorrectionIsStoredWithItsReasons() {
    it.planned();
    it.enters();
    it.order(it.command(1));
    CorrectRound command = correction(only(it.rounds, RoundRun.class).getFirst(), 1);

    it.order(command);

    OrderOutcome decision =
        it.stored(Stores.DECISIONS, "2026/IE/" + command.getCommandId(), OrderOutcome.class);
    assertThat(decision.pools())
        .singleElement()
        .isInstanceOfSatisfying(
            OrderOutcome.NotCorrected.class,
            refused ->
                assertThat(refused.reasons())
                    .extracting(ReasonAgainst::code)
                    .containsExactly("NOT_FEWER"));
    assertThat(again(decision, OrderOutcome.class)).isEqualTo(decision);
  }

  private static CorrectRound correction(RoundRun run, int size) {
    return CorrectRound.newBuilder()
        .setCommandId(UUID.randomUUID())
        .setOccurredAt(run.getOccurredAt())
        .setPool(run.getPool())
        .setRoundId(run.getRoundId())
        .setReason("one too many")
        .setSize(size)
        .build();
  }

  @Test
  void aRowFromBeforeCommitmentsReadsBack() {
    CountryRow row =
        StateSerde.of(CountryRow.class)
            .deserializer()
            .deserialize(
                "",
                """
                {"season": 2026, "country": "IE", "seq": 7, "positions": [], "pools": [
                  {"pool": "2026/IE/WORKING_HOLIDAY", "size": 3, "lois": 1,
                   "lastWeekly": "2026-02-02T15:00:00Z", "scheduled": "2026-02-09T15:00:00Z",
                   "open": true, "changes": 2}]}
                """
                    .getBytes(StandardCharsets.UTF_8));

    assertThat(row.seq()).isEqualTo(7);
    assertThat(row.pools().getFirst().scheduled()).isEqualTo("2026-02-09T15:00:00Z");
    assertThat(row.announced()).isEmpty();
    assertThat(row.waiting()).isEmpty();
  }

  private static <T> T again(T state, Class<T> type) {
    Serde<T> serde = StateSerde.of(type);
    return serde.deserializer().deserialize("", serde.serializer().serialize("", state));
  }
}
