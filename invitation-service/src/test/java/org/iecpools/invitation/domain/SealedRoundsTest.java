package org.iecpools.invitation.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.iecpools.invitation.domain.CountryHarness.COOP;
import static org.iecpools.invitation.domain.CountryHarness.WH;
import static org.iecpools.invitation.domain.CountryHarness.YP;
import static org.iecpools.invitation.domain.CountryHarness.order;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;
import org.iecpools.beacon.BeaconRound;
import org.iecpools.beacon.LocalBeacon;
import org.iecpools.domain.SizeRule;
import org.iecpools.events.ClosedCause;
import org.iecpools.events.InvitationClosed;
import org.iecpools.events.InvitationIssued;
import org.iecpools.events.LeaveCause;
import org.iecpools.events.Quota;
import org.iecpools.events.QuotaKind;
import org.iecpools.events.RoundOrder;
import org.iecpools.events.RoundRun;
import org.iecpools.events.RoundScheduled;
import org.iecpools.events.RoundSealed;
import org.iecpools.invitation.domain.CountryHarness.Person;
import org.iecpools.invitation.domain.OrderOutcome.Corrected;
import org.iecpools.invitation.domain.OrderOutcome.NotRun;
import org.junit.jupiter.api.Test;

/** Rounds whose list is closed before the public randomness exists that decides them. */
class SealedRoundsTest {

  private static final LocalBeacon BEACON =
      LocalBeacon.of(
          ByteBuffer.allocate(32).putInt(28, 18).array(),
          Instant.parse("2026-01-01T00:00:00Z"),
          Duration.ofSeconds(3));

  private final CountryHarness season = sealing();

  private static CountryHarness sealing() {
    return CountryHarness.running(Optional.of(BEACON));
  }

  private List<RoundSealed> seals() {
    return season.rounds.stream()
        .filter(RoundSealed.class::isInstance)
        .map(RoundSealed.class::cast)
        .toList();
  }

  private List<RoundRun> runs() {
    return CountryHarness.runs(season.rounds);
  }

  /** Orders a round whose list is closed, and that waits for the beacon. */
  private RoundSealed seals(int size) {
    season.withholdsValues = true;
    season.command(order(WH, size));
    assertThat(runs()).isEmpty();
    return seals().getLast();
  }

  /** The value of the beacon appears. */
  private RoundRun draws() {
    season.withholdsValues = false;
    season.tick();
    return runs().getLast();
  }

  @Test
  void theDrawRepeatsHowManyIdentitiesOfTheListWereNotChecked() {
    season.entersChecked(WH);
    season.enters(WH);
    RoundSealed seal = seals(1);
    assertThat(seal.getUncheckedIdentities()).isEqualTo(1);

    season.enters(WH); // after the list was closed

    assertThat(draws().getUncheckedIdentities()).isEqualTo(1);
  }

  @Test
  void aListWhoseSeedIsLostWaitsADayAndThenInvitesNobody() {
    season.enters(WH);
    RoundSealed seal = seals(1);
    season.seedRows.remove(seal.getRoundId());
    season.unusableSeeds.put(seal.getRoundId(), "its key is lost");

    CountryHarness restarted = season.restored();
    restarted.withholdsValues = false;
    restarted.now = seal.getBeacon().getAt().plus(Country.FORFEITED_AFTER).minusMillis(1);
    restarted.tick();
    assertThat(CountryHarness.runs(restarted.rounds)).isEmpty();
    assertThat(restarted.country.waits()).isTrue();

    restarted.now = seal.getBeacon().getAt().plus(Country.FORFEITED_AFTER);
    restarted.tick();
    assertThat(CountryHarness.runs(restarted.rounds))
        .singleElement()
        .satisfies(
            run -> {
              assertThat(run.getRoundId()).isEqualTo(seal.getRoundId());
              assertThat(run.getInvited()).isZero();
              assertThat(run.getDrawable()).isEqualTo(1);
              assertThat(run.getMerkleRoot()).isEqualTo(seal.getMerkleRoot());
              assertThat(run.getSeed()).isNull();
              assertThat(run.getSizeReason())
                  .endsWith(". Nobody is invited, because its key is lost");
            });
    assertThat(restarted.country.waits()).isFalse();
    assertThat(restarted.invitations).isEmpty();

    // The candidate is still in the pool, and the next order is drawn.
    restarted.command(order(WH, 1));
    assertThat(CountryHarness.runs(restarted.rounds).getLast().getInvited()).isEqualTo(1);
  }

  @Test
  void anAnnouncementNamesAFutureRoundOfTheBeacon() {
    season.enters(WH);
    season.command(order(WH, 7));

    RoundScheduled announced = season.only(runs().getFirst().getRoundId());
    assertThat(announced.getBeacon().getAt())
        .isAfter(season.now.plus(CountryHarness.NOTICE))
        .isEqualTo(BEACON.chain().timeOf(announced.getBeacon().getNumber()));
    assertThat(announced.getCommitment())
        .isEqualTo(
            ByteBuffer.wrap(
                Commitment.of(
                    announced.getRoundId(),
                    new SizeRule.Operator(7),
                    new BeaconChoice(
                        BEACON.chain().hash(),
                        announced.getBeacon().getNumber(),
                        announced.getBeacon().getAt()),
                    runs().getFirst().getSeed().array())));
  }

  @Test
  void aRoundIsDrawnWhenItsSealWasReadBackAndTheBeaconIsKnown() {
    season.enters(WH);
    season.withholdsValues = true;
    season.withholdsAnnouncements = true;
    season.command(order(WH, 1));
    assertThat(seals()).isEmpty();

    season.give(season.rounds.getLast());
    assertThat(seals()).hasSize(1);
    season.withholdsValues = false;
    season.tick();
    assertThat(runs()).isEmpty();

    season.withholdsValues = true;
    season.give(seals().getFirst());
    season.tick();
    assertThat(runs()).isEmpty();
    assertThat(season.country.waits()).isTrue();

    season.withholdsValues = false;
    season.tick();
    assertThat(runs()).hasSize(1);
    assertThat(season.country.waits()).isFalse();
    assertThat(season.decisions).hasSize(1);
  }

  @Test
  void theDrawFollowsFromTheSealTheSeedAndTheBeacon() {
    List<Person> people = Stream.generate(() -> season.enters(WH)).limit(20).toList();
    RoundSealed seal = seals(6);
    RoundRun run = draws();

    BeaconRound value = BEACON.round(seal.getBeacon().getNumber());
    UUID round = run.getRoundId();
    Pseudonyms names = new Pseudonyms(round);
    byte[] key =
        RoundKey.of(run.getSeed().array(), value.value(), round, seal.getMerkleRoot().array());
    List<UUID> lowest =
        people.stream()
            .map(Person::profileId)
            .sorted(
                Comparator.comparing(
                    id -> Draw.ticket(key, round, names.of(id)), Arrays::compareUnsigned))
            .limit(6)
            .toList();
    assertThat(season.invitations)
        .extracting(event -> ((InvitationIssued) event).getProfileId())
        .containsExactlyInAnyOrderElementsOf(lowest);
    assertThat(run.getCutOff())
        .isEqualTo(ByteBuffer.wrap(Draw.ticket(key, round, names.of(lowest.getLast()))));
    assertThat(run.getBeacon()).isEqualTo(seal.getBeacon());
    assertThat(run.getBeaconValue()).isEqualTo(ByteBuffer.wrap(value.value()));
    assertThat(run.getBeaconSignature()).isEqualTo(ByteBuffer.wrap(value.signature()));
    assertThat(seal.getMerkleRoot())
        .isEqualTo(
            ByteBuffer.wrap(
                SealedPool.of(round, people.stream().map(Person::profileId).toList())
                    .tree()
                    .root()));
  }

  @Test
  void theDrawRepeatsWhatTheSealStates() {
    season.enters(WH);
    RoundSealed seal = seals(5);
    season.enters(WH);
    RoundRun run = draws();

    assertThat(run.getSeq()).isEqualTo(seal.getSeq());
    assertThat(run.getPositions()).isEqualTo(seal.getPositions());
    assertThat(run.getPoolSize()).isEqualTo(seal.getPoolSize()).isEqualTo(1);
    assertThat(run.getDrawable()).isEqualTo(seal.getDrawable()).isEqualTo(1);
    assertThat(run.getSize()).isEqualTo(seal.getSize()).isEqualTo(5);
    assertThat(run.getSizeReason()).isEqualTo(seal.getSizeReason());
    assertThat(run.getMerkleRoot()).isEqualTo(seal.getMerkleRoot());
    assertThat(run.getAgesJudgedAt()).isEqualTo(seal.getOccurredAt());
    assertThat(run.getInvited()).isEqualTo(1);
    assertThat(season.size(WH)).isEqualTo(1);
  }

  @Test
  void nobodyEntersAClosedList() {
    Person first = season.enters(WH);
    seals(100);
    season.enters(WH);
    season.enters(first.withAnotherProfile(), WH, 1, null);
    draws();

    assertThat(season.invitations)
        .singleElement()
        .satisfies(
            event ->
                assertThat(((InvitationIssued) event).getProfileId()).isEqualTo(first.profileId()));
    // The second candidate; the first one holds an invitation.
    assertThat(season.drawable(WH)).isEqualTo(1);
  }

  @Test
  void aProfileThatIsWithdrawnFromAClosedListGivesItsInvitationBack() {
    Person person = season.enters(WH);
    seals(1);
    season.leaves(person, WH, 1, LeaveCause.WITHDRAWN);
    draws();

    assertThat(season.invitations).hasSize(2);
    assertThat(((InvitationClosed) season.invitations.getLast()).getCause())
        .isEqualTo(ClosedCause.PROFILE_WITHDRAWN);
    assertThat(season.stored.row.sealed()).isNull();
  }

  @Test
  void aWithdrawnProfileThatIsNotDrawnIsGone() {
    List<Person> people = Stream.generate(() -> season.enters(WH)).limit(5).toList();
    seals(0);
    season.leaves(people.getFirst(), WH, 1, LeaveCause.WITHDRAWN);
    draws();

    assertThat(season.invitations).isEmpty();
    assertThat(season.drawable(WH)).isEqualTo(4);
    assertThat(season.country.row(people.getFirst().candidateId()).held()).isEmpty();
  }

  @Test
  void aListThatIsNotClosedInTimeWaitsForALaterRoundOfTheBeacon() {
    season.enters(WH);
    season.withholdsAnnouncements = true;
    season.command(order(WH, 1));
    RoundScheduled first = (RoundScheduled) season.rounds.getLast();
    season.now = first.getBeacon().getAt();
    season.withholdsAnnouncements = false;
    season.readBack();

    List<RoundScheduled> announced =
        season.rounds.stream()
            .filter(RoundScheduled.class::isInstance)
            .map(RoundScheduled.class::cast)
            .toList();
    assertThat(announced).hasSize(2);
    assertThat(announced.getLast().getRevision()).isEqualTo(1);
    assertThat(announced.getLast().getReason()).contains("was not closed before round");
    assertThat(announced.getLast().getBeacon().getAt()).isAfter(season.now);
    assertThat(runs())
        .singleElement()
        .satisfies(run -> assertThat(run.getBeacon()).isEqualTo(announced.getLast().getBeacon()));
  }

  @Test
  void theListOfAWeeklyRoundIsClosedForTheBeaconThatWasAnnouncedAWeekAhead() {
    season.enters(WH);
    season.withholdsValues = true;
    Instant due = Instant.parse("2026-02-09T15:00:00Z");
    season.now = due.plus(CountryHarness.READING);
    season.watermark = due;

    season.tick();

    assertThat(seals())
        .singleElement()
        .satisfies(
            seal ->
                assertThat(seal.getBeacon().getAt())
                    .isAfter(season.now.plus(CountryHarness.NOTICE)));
    assertThat(season.rounds)
        .filteredOn(RoundScheduled.class::isInstance)
        .extracting(event -> ((RoundScheduled) event).getRevision())
        .containsOnly(0);
  }

  @Test
  void theListsOfAnOrderAreClosedOneAfterTheOther() {
    season.enters(COOP, WH, YP);
    season.enters(COOP, WH, YP);
    season.enters(WH);
    season.withholdsValues = true;
    season.command(order(WH, 9), order(YP, 1), order(COOP, 1));
    assertThat(seals()).hasSize(1);
    for (int round = 0; round < 3; round++) {
      season.withholdsValues = false;
      season.tick();
    }

    List<RoundRun> runs = runs();
    assertThat(runs).hasSize(3);
    assertThat(runs.stream().mapToInt(RoundRun::getDrawable)).containsExactly(2, 1, 1);
    assertThat(runs).extracting(RoundRun::getSeq).isSorted();
    assertThat(
            season.rounds.stream()
                .filter(RoundScheduled.class::isInstance)
                .map(event -> ((RoundScheduled) event).getBeacon().getNumber()))
        .doesNotHaveDuplicates();
    assertThat(season.decisions)
        .singleElement()
        .satisfies(
            decision ->
                assertThat(decision.pools())
                    .extracting(OrderOutcome.PoolDecision::pool)
                    .containsExactlyElementsOf(runs.stream().map(RoundRun::getPool).toList()));
  }

  @Test
  void aRoundThatMayNoLongerRunWhenItsListIsClosedIsNotSealed() {
    season.enters(WH);
    season.withholdsAnnouncements = true;
    season.command(order(WH, 1));
    season.quota(WH, new Quota(QuotaKind.TO_BE_ANNOUNCED, null));
    season.withholdsAnnouncements = false;
    season.readBack();

    assertThat(seals()).isEmpty();
    assertThat(season.decisions)
        .singleElement()
        .satisfies(it -> assertThat(it.pools().getFirst()).isInstanceOf(NotRun.class));
  }

  @Test
  void aCorrectionVoidsTheHighestTicketsOfASealedRound() {
    Stream.generate(() -> season.enters(WH)).limit(9).forEach(_ -> {});
    seals(6);
    RoundRun run = draws();

    Corrected corrected =
        (Corrected) season.corrects(season.correction(run.getRoundId()).setSize(2).build());

    RunTickets tickets = RunTickets.of(run);
    Map<UUID, UUID> profiles = new HashMap<>();
    season.invitations.stream()
        .filter(InvitationIssued.class::isInstance)
        .map(InvitationIssued.class::cast)
        .forEach(it -> profiles.put(it.getInvitationId(), it.getProfileId()));
    List<UUID> byTicket =
        profiles.keySet().stream()
            .sorted(
                Comparator.comparing(id -> tickets.of(profiles.get(id)), Arrays::compareUnsigned))
            .toList();
    assertThat(corrected.voided()).containsExactlyElementsOf(byTicket.subList(2, 6));
    assertThat(run.getCutOff())
        .isEqualTo(ByteBuffer.wrap(tickets.of(profiles.get(byTicket.getLast()))));
  }

  // ---- whatever happens while a list is closed

  /** What a candidate can do while a round waits for the beacon. */
  private enum Act {
    ENTER,
    LEAVE,
    WITHDRAW,
    RESUBMIT,
    ENTER_OTHER_POOL,
    ACCEPT,
    DECLINE
  }

  @Provide
  Arbitrary<List<Tuple2<Act, Integer>>> acts() {
    return Arbitraries.of(Act.class)
        .flatMap(act -> Arbitraries.integers().between(0, 9).map(who -> Tuple.of(act, who)))
        .list()
        .ofMaxSize(12);
  }

  /**
   * A round that waits for the beacon has the same result as one that is drawn when the list is
   * closed, and everything that happens in the meantime counts as having happened after the draw.
   */
  @Property(tries = 300)
  void theDrawCountsFromTheTimeAtWhichTheListWasClosed(
      @ForAll("acts") List<Tuple2<Act, Integer>> acts) {
    List<Person> people = Stream.generate(CountryHarness::person).limit(10).toList();
    List<Person> others = people.stream().map(Person::withAnotherProfile).toList();
    UUID earlier = UUID.randomUUID();
    UUID round = UUID.randomUUID();
    List<CountryHarness> seasons = List.of(sealing(), sealing());
    for (CountryHarness each : seasons) {
      for (Person person : people.subList(0, 8)) {
        each.enters(person, WH, 1, null);
      }
      for (Person person : people.subList(8, 10)) {
        each.enters(person, COOP, 1, null);
      }
      each.command(UUID.randomUUID(), new RoundOrder(WH, earlier, 2));
      each.tick();
      each.withholdsValues = each == seasons.getLast();
      each.command(UUID.randomUUID(), new RoundOrder(WH, round, 3));
      // Invitations of the round are issued at the end in both.
      for (Tuple2<Act, Integer> act : acts) {
        act(each, people, others, earlier, act.get1(), act.get2());
      }
      each.withholdsValues = false;
      each.tick();
    }

    CountryHarness atOnce = seasons.getFirst();
    CountryHarness waited = seasons.getLast();
    assertThat(waited.country.pools().stream().map(SealedRoundsTest::withoutSeq).toList())
        .isEqualTo(atOnce.country.pools().stream().map(SealedRoundsTest::withoutSeq).toList());
    for (Person person : people) {
      assertThat(row(waited, person)).isEqualTo(row(atOnce, person));
    }
    assertThat(waited.drawable(WH)).isEqualTo(atOnce.drawable(WH));
    assertThat(waited.drawable(YP)).isEqualTo(atOnce.drawable(YP));
  }

  private static CountryRow.PoolRow withoutSeq(CountryRow.PoolRow row) {
    return new CountryRow.PoolRow(
        row.pool(),
        row.size(),
        row.lois(),
        row.lastWeekly(),
        row.scheduled(),
        row.open(),
        row.changes(),
        row.metAt(),
        null);
  }

  private static List<Object> row(CountryHarness season, Person person) {
    CandidateRow row = season.country.row(person.candidateId());
    return List.of(
        Optional.ofNullable(row.current()),
        row.stays(),
        Optional.ofNullable(row.open()),
        row.invitations(),
        row.entered(),
        row.left(),
        row.held());
  }

  private static void act(
      CountryHarness season,
      List<Person> people,
      List<Person> others,
      UUID earlier,
      Act act,
      int who) {
    Person person = people.get(who);
    switch (act) {
      case ENTER -> season.enters(person, WH, 1, null);
      case LEAVE -> season.leaves(person, WH, 1, LeaveCause.AGE);
      case WITHDRAW -> season.leaves(person, WH, 1, LeaveCause.WITHDRAWN);
      case RESUBMIT -> season.enters(others.get(who), WH, 1, null);
      case ENTER_OTHER_POOL -> season.enters(person, YP, 1, null);
      case ACCEPT -> invitationOf(season, person, earlier).forEach(season::accepts);
      case DECLINE -> invitationOf(season, person, earlier).forEach(season::declines);
    }
  }

  private static List<InvitationIssued> invitationOf(
      CountryHarness season, Person person, UUID round) {
    return new ArrayList<>(season.invitations)
        .stream()
            .filter(InvitationIssued.class::isInstance)
            .map(InvitationIssued.class::cast)
            .filter(
                it -> it.getRoundId().equals(round) && it.getProfileId().equals(person.profileId()))
            .toList();
  }
}
