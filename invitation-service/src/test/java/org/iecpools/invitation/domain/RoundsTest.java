package org.iecpools.invitation.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.iecpools.events.ClosingCause.QUOTA_MET;
import static org.iecpools.events.QuotaKind.NOT_OFFERED;
import static org.iecpools.events.QuotaKind.TO_BE_ANNOUNCED;
import static org.iecpools.events.QuotaKind.UNLIMITED;
import static org.iecpools.invitation.domain.CountryHarness.COOP;
import static org.iecpools.invitation.domain.CountryHarness.WH;
import static org.iecpools.invitation.domain.CountryHarness.YP;
import static org.iecpools.invitation.domain.CountryHarness.number;
import static org.iecpools.invitation.domain.CountryHarness.order;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.iecpools.domain.ClosedPools;
import org.iecpools.domain.WeeklyPlan;
import org.iecpools.events.InvitationIssued;
import org.iecpools.events.LeaveCause;
import org.iecpools.events.PoolClosed;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolOpened;
import org.iecpools.events.PoolPlan;
import org.iecpools.events.Quota;
import org.iecpools.events.RoundOrder;
import org.iecpools.events.RoundRun;
import org.iecpools.events.RoundScheduled;
import org.iecpools.invitation.domain.CountryHarness.Person;
import org.iecpools.invitation.domain.OrderOutcome.NotRun;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoundsTest {

  private final CountryHarness season = CountryHarness.running();

  @Nested
  class ByOperator {

    @Test
    void coopIsDrawnFirstThenYoungProfessionalsThenWorkingHoliday() {
      PoolId stream = new PoolId(2026, "IE", COOP.getCategory(), "VIE");
      season.planned(season.plan(WH), season.plan(stream), season.plan(COOP), season.plan(YP));
      season.quota(stream, number(5));

      List<RoundRun> runs =
          season.command(order(WH, 1), order(stream, 1), order(YP, 1), order(COOP, 1));

      assertThat(runs).extracting(RoundRun::getPool).containsExactly(COOP, stream, YP, WH);
      assertThat(runs).extracting(RoundRun::getSeq).isSorted();
    }

    @Test
    void nobodyIsInvitedTwiceInOneDecision() {
      season.enters(COOP, YP, WH);

      List<RoundRun> runs = season.command(order(COOP, 9), order(YP, 9), order(WH, 9));

      assertThat(runs).extracting(RoundRun::getInvited).containsExactly(1, 0, 0);
      assertThat(runs).extracting(RoundRun::getDrawable).containsExactly(1, 0, 0);
      assertThat(runs)
          .extracting(RoundRun::getPoolSize)
          .as("the sums do not know of the other pools' leaves yet")
          .containsExactly(1, 1, 1);
    }

    @Test
    void theInvitedFollowFromSeedAndRoundAlone() {
      for (int i = 0; i < 20; i++) {
        season.enters(WH);
      }
      RoundRun run = season.command(order(WH, 5)).getFirst();
      season.tick();

      byte[] seed = run.getSeed().array();
      Set<UUID> invited =
          season.invitations.stream()
              .map(e -> ((InvitationIssued) e).getProfileId())
              .collect(Collectors.toSet());
      assertThat(invited)
          .hasSize(5)
          .allSatisfy(
              profile ->
                  assertThat(
                          Arrays.compareUnsigned(
                              Draw.ticket(seed, run.getRoundId(), profile),
                              run.getCutOff().array()))
                      .isLessThanOrEqualTo(0));
      assertThat(season.invitations)
          .allSatisfy(
              e ->
                  assertThat(e.getInvitationId())
                      .isEqualTo(Draw.invitationId(run.getRoundId(), e.getProfileId())));
    }

    @Test
    void aRoundStatesWhatItWasDrawnFrom() {
      UUID one = season.enters(WH).profileId();
      UUID other = season.enters(WH).profileId();

      RoundRun run = season.command(order(WH, 1)).getFirst();

      assertThat(run.getInvited()).isEqualTo(1);
      assertThat(run.getPoolSize()).isEqualTo(2);
      assertThat(run.getDrawable()).isEqualTo(2);
      assertThat(run.getSize()).isEqualTo(1);
      assertThat(run.getDrawDate()).isEqualTo("2026-02-03");
      assertThat(run.getPositions())
          .filteredOn(p -> p.getTopic().equals("iec.PoolEntered"))
          .hasSize(1);
      assertThat(run.getMerkleRoot().array())
          .isEqualTo(MerkleTree.over(ProfileIds.of(List.of(one, other))).root());
    }

    @Test
    void aRoundStatesHowManyIdentitiesWereNotChecked() {
      season.entersChecked(WH);
      season.enters(WH);
      season.enters(WH);
      season.enters(YP); // in another pool

      assertThat(season.command(order(WH, 0)).getFirst().getUncheckedIdentities()).isEqualTo(2);
      assertThat(season.restored().command(order(WH, 0)).getFirst().getUncheckedIdentities())
          .as("after a restart")
          .isEqualTo(2);
    }

    @Test
    void ifEveryIdentityWasCheckedARoundStatesZero() {
      season.entersChecked(WH);

      assertThat(season.command(order(WH, 1)).getFirst().getUncheckedIdentities()).isZero();
    }

    @Test
    void theProfileOfTheLastEntryIsTheOneWhoseIdentityCounts() {
      Person person = season.entersChecked(WH);
      season.leaves(person, WH, 1, LeaveCause.WITHDRAWN);

      season.enters(person.withAnotherProfile(), WH, 1, null);

      assertThat(season.command(order(WH, 0)).getFirst().getUncheckedIdentities()).isEqualTo(1);
    }

    @Test
    void anySizeMayBeOrderedWithAWarningAboveTheSpots() {
      season.quota(WH, number(1));
      season.enters(WH);
      season.enters(WH);

      RoundRun run = season.command(order(WH, 2)).getFirst();

      assertThat(run.getInvited()).isEqualTo(2);
      assertThat(run.getSizeReason()).contains("warning", "1 spots");
    }

    @Test
    void theExpectedYieldIsSixTenthsUnlessThePlanSetsIt() {
      season.quota(WH, number(6));
      for (int i = 0; i < 20; i++) {
        season.enters(WH);
      }
      assertThat(sizeByPolicy()).as("6 / 0.6").isEqualTo(10);

      season.planned(season.plan(WH).setExpectedYield(0.5));

      assertThat(sizeByPolicy()).as("6 / 0.5").isEqualTo(12);
    }

    @Test
    void thePlansCapHoldsForThePolicyAndNotForTheOperator() {
      season.planned(season.plan(WH).setRoundCap(3));
      for (int i = 0; i < 10; i++) {
        season.enters(WH);
      }
      assertThat(sizeByPolicy()).isEqualTo(3);

      RoundRun ordered = season.command(order(WH, 5)).getFirst();

      assertThat(ordered.getInvited()).isEqualTo(5);
    }

    @Test
    void aYieldOfNextToNothingInvitesEveryoneAndNotANegativeNumber() {
      season.quota(WH, number(3));
      season.planned(season.plan(WH).setExpectedYield(1e-9));
      for (int i = 0; i < 5; i++) {
        season.enters(WH);
      }

      RoundRun run = season.command(order(WH, null)).getFirst();

      assertThat(run.getSize()).isEqualTo(5);
      assertThat(run.getInvited()).isEqualTo(5);
      assertThat(run.getSizeReason()).startsWith("5 of 5 candidates");
    }

    /** Asks a copy, so that the question can be repeated. */
    private int sizeByPolicy() {
      return season.restored().command(order(WH, null)).getFirst().getSize();
    }

    @Test
    void anEmptyPoolStillAnswersTheCommand() {
      RoundRun run = season.command(order(WH, 5)).getFirst();

      assertThat(run.getInvited()).isZero();
      assertThat(run.getCutOff()).isNull();
    }

    @Test
    void aCommandSentTwiceRunsOnce() {
      season.enters(WH);
      season.enters(WH);
      UUID command = UUID.randomUUID();
      RoundOrder order = order(WH, 1);
      season.command(command, order);

      assertThat(season.command(command, order)).isEmpty();
      assertThat(season.restored().command(command, order)).isEmpty();
    }

    @Test
    void aRoundIdOfAnotherCommandRunsOnce() {
      RoundOrder order = order(WH, 1);
      season.command(order);
      season.forget();

      assertThat(season.command(order)).isEmpty();
      assertThat(refusals()).containsExactly("ROUND_ID_USED");
    }

    @Test
    void noRoundRunsWhileTheQuotaIsToBeAnnounced() {
      season.quota(WH, new Quota(TO_BE_ANNOUNCED, null));

      assertThat(season.command(order(WH, 1), order(YP, 1))).hasSize(1);
      assertThat(refusals()).containsExactly("QUOTA_TO_BE_ANNOUNCED");
    }

    @Test
    void noRoundRunsIfTheCategoryIsNotOffered() {
      season.quota(WH, new Quota(NOT_OFFERED, null));

      season.command(order(WH, 1));

      assertThat(refusals()).containsExactly("NOT_OFFERED");
    }

    @Test
    void noRoundRunsBeforeTheAnnouncedFirst() {
      season.now = CountryHarness.FIRST_ROUND.minusMillis(1);

      season.command(order(WH, 1));

      assertThat(refusals()).containsExactly("BEFORE_FIRST_ROUND");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "  "})
    void noRoundRunsAfterTheFinalOneWithoutAReason(String reason) {
      season.now = CountryHarness.FINAL_ROUND.plusMillis(1);

      season.commandBecause(reason, order(WH, 1));

      assertThat(refusals()).containsExactly("AFTER_FINAL_ROUND");
    }

    @Test
    void aRoundAfterTheFinalOneRunsUntilTheCloseWithAReasonThatIsPublished() {
      season.now = CountryHarness.CLOSES.minusMillis(1);
      season.enters(WH);
      RoundOrder order = order(WH, 1);

      List<RoundRun> runs = season.commandBecause("three applications were refused", order);

      assertThat(runs).extracting(RoundRun::getInvited).containsExactly(1);
      assertThat(season.only(order.getRoundId()).getAfterFinalRound())
          .isEqualTo("three applications were refused");
    }

    @Test
    void noRoundRunsFromTheCloseOnWhateverTheReason() {
      season.now = CountryHarness.CLOSES;

      season.commandBecause("three applications were refused", order(WH, 1));
      season.command(order(YP, 1));

      assertThat(refusals()).containsExactly("SEASON_CLOSED", "AFTER_FINAL_ROUND", "SEASON_CLOSED");
    }

    @Test
    void theReasonOfAnEarlierRoundIsNotPublished() {
      season.now = CountryHarness.FINAL_ROUND;
      season.enters(WH);
      RoundOrder order = order(WH, 1);

      assertThat(season.commandBecause("as usual", order)).hasSize(1);

      assertThat(season.only(order.getRoundId()).getAfterFinalRound()).isNull();
    }

    @Test
    void theReasonIsInEveryAnnouncementOfARoundAfterTheFinalOneAlsoAfterARestart() {
      season.now = CountryHarness.FINAL_ROUND.plusMillis(1);
      season.enters(WH);
      season.withholdsAnnouncements = true;
      RoundOrder order = order(WH, 1);
      season.commandBecause("three applications were refused", order);
      season.seedRows.clear(); // it is announced again, with another seed
      CountryHarness restarted = season.restored();
      restarted.withholdsAnnouncements = false;

      restarted.tick();

      assertThat(restarted.only(order.getRoundId()))
          .satisfies(
              again -> {
                assertThat(again.getRevision()).isOne();
                assertThat(again.getAfterFinalRound()).isEqualTo("three applications were refused");
              });
      assertThat(CountryHarness.runs(restarted.rounds)).hasSize(1);
    }

    @Test
    void aReasonDoesNotAllowARoundInAPauseOrWithoutAQuota() {
      season.planned(
          season
              .plan(WH)
              .setPauses(
                  List.of(CountryHarness.pause("2026-10-01T00:00:00Z", "2026-10-15T00:00:00Z"))));
      season.quota(WH, new Quota(TO_BE_ANNOUNCED, null));
      season.now = CountryHarness.FINAL_ROUND.plusMillis(1);

      season.commandBecause("three applications were refused", order(WH, 1));

      assertThat(refusals()).containsExactlyInAnyOrder("PAUSED", "QUOTA_TO_BE_ANNOUNCED");
    }

    @Test
    void noRoundRunsInAPause() {
      season.planned(
          season
              .plan(WH)
              .setPauses(
                  List.of(CountryHarness.pause("2026-02-01T00:00:00Z", "2026-02-15T00:00:00Z"))));

      season.command(order(WH, 1));

      assertThat(refusals()).containsExactly("PAUSED");
    }

    @Test
    void aPoolThatIsNotPlannedOrNegativeIsRefusedWithEveryReason() {
      PoolId stream = new PoolId(2026, "IE", WH.getCategory(), "VIE");

      season.command(order(stream, -1));

      assertThat(refusals()).containsExactly("NOT_PLANNED", "NO_QUOTA", "SIZE_NEGATIVE");
    }

    @Test
    void withoutAnAnnouncedQuotaTheShippedReferenceAppliesAndIsStated() {
      CountryHarness unannounced = new CountryHarness();
      unannounced.shipped.put(WH, number(7));
      unannounced.planned(unannounced.plan(WH));

      RoundRun run = unannounced.command(order(WH, null)).getFirst();

      assertThat(run.getSizeReason()).contains("quota 7", "shipped reference");
    }

    @Test
    void openInvitationsReserveSpotsAcrossRestarts() {
      season.quota(WH, number(10));
      for (int i = 0; i < 20; i++) {
        season.enters(WH);
      }
      season.round(WH, 5);

      RoundRun run = season.restored().command(order(WH, null)).getFirst();

      assertThat(run.getSize()).as("(10 - 5 x 0.6) / 0.6").isEqualTo(12);
    }
  }

  @Nested
  class ByPlan {

    @Test
    void roundsRunEverySevenDaysAtTheSameTimeOfDayInToronto() {
      season.at("2026-03-02T15:00:00Z");
      season.tick();
      season.forget();
      season.enters(WH);

      season.at("2026-03-09T13:59:59Z"); // daylight saving time began on the eighth
      season.tick();
      assertThat(CountryHarness.runs(season.rounds)).isEmpty();
      season.at("2026-03-09T14:00:00Z");
      season.tick();
      season.tick();

      assertThat(CountryHarness.runs(season.rounds))
          .singleElement()
          .satisfies(run -> assertThat(run.getPool()).isEqualTo(WH));
    }

    @Test
    void aWeeklyRoundWaitsForProfilesThatWereSubmittedInTime() {
      Instant slot = Instant.parse("2026-02-09T15:00:00Z");
      season.now = slot.plusSeconds(3600);
      season.watermark = slot.minusMillis(1);
      season.tick();
      assertThat(CountryHarness.runs(season.rounds)).isEmpty();

      season.enters(WH);
      season.watermark = slot;
      season.tick();

      assertThat(CountryHarness.runs(season.rounds))
          .singleElement()
          .satisfies(run -> assertThat(run.getInvited()).isEqualTo(1));
    }

    @Test
    void dueRoundsOfACountryAreOneDecisionInDrawingOrder() {
      season.enters(WH);
      season.enters(YP);
      season.enters(COOP);

      season.at("2026-02-09T15:00:00Z");
      season.tick();

      assertThat(CountryHarness.runs(season.rounds))
          .extracting(RoundRun::getPool)
          .containsExactly(COOP, YP, WH);
      assertThat(season.decisions).hasSize(1);
    }

    @Test
    void afterAnOutageOnlyTheLatestDueRoundRuns() {
      season.quota(WH, number(1));
      season.enters(WH);
      season.enters(WH);
      season.enters(WH);

      season.at("2026-03-19T12:00:00Z");
      season.tick();
      season.tick();

      assertThat(CountryHarness.runs(season.rounds)).hasSize(1);
    }

    @Test
    void noRoundRunsInAPauseAndTheNextOneAfterIt() {
      season.planned(
          season
              .plan(WH)
              .setPauses(
                  List.of(CountryHarness.pause("2026-02-08T00:00:00Z", "2026-02-22T00:00:00Z"))));
      season.enters(WH);

      season.at("2026-02-17T00:00:00Z");
      season.tick();
      assertThat(CountryHarness.runs(season.rounds)).isEmpty();
      season.at("2026-02-23T15:00:00Z");
      season.tick();

      assertThat(CountryHarness.runs(season.rounds)).hasSize(1);
    }

    @Test
    void aPauseThatNeverEndsEndsTheSearchForTheNextRound() {
      season.now = CountryHarness.FIRST_ROUND;
      PoolPlan plan =
          season
              .plan(WH)
              .setPauses(
                  List.of(CountryHarness.pause("2026-01-26T00:00:00Z", "+99999-01-01T00:00:00Z")))
              .setFinalRoundAt(Instant.parse("+99998-01-01T00:00:00Z"))
              .setClosesAt(Instant.parse("+99999-01-01T00:00:00Z"))
              .build();

      assertThat(WeeklyPlan.nextAfter(plan, season.now)).isEmpty();
      assertThat(WeeklyPlan.latest(plan, Instant.parse("+90000-01-01T00:00:00Z")))
          .contains(CountryHarness.FIRST_ROUND);
    }

    @Test
    void theFinalRoundIsTheLast() {
      season.at("2026-10-04T00:00:00Z");
      season.tick();
      season.forget();
      season.enters(WH);
      season.now = CountryHarness.FINAL_ROUND;
      season.tick();
      assertThat(CountryHarness.runs(season.rounds)).hasSize(1);
      season.forget();

      season.enters(WH);
      season.at("2026-10-13T00:00:00Z");
      season.tick();

      assertThat(season.rounds).isEmpty();
    }

    @Test
    void aPlanWithALaterFinalRoundHasWeeklyRoundsAgain() {
      season.now = CountryHarness.FINAL_ROUND;
      season.tick();
      season.enters(WH);
      season.planned(season.plan(WH).setFinalRoundAt(Instant.parse("2026-10-12T14:00:00Z")));
      season.tick();
      season.forget();

      season.at("2026-10-12T14:00:00Z");
      season.tick();

      assertThat(CountryHarness.runs(season.rounds)).hasSize(1);
    }

    @Test
    void noRoundRunsFromTheSeasonsCloseOn() {
      season.enters(WH);

      season.now = CountryHarness.CLOSES;
      season.tick();

      assertThat(CountryHarness.runs(season.rounds)).isEmpty();
    }

    @Test
    void aRoundMissedForItsQuotaDoesNotRunInTheMiddleOfTheWeek() {
      season.quota(WH, new Quota(TO_BE_ANNOUNCED, null));
      season.enters(WH);
      season.at("2026-02-09T15:00:00Z");
      season.tick();

      season.at("2026-02-11T15:00:00Z");
      season.quota(WH, number(10));
      season.tick();
      assertThat(CountryHarness.runs(season.rounds)).isEmpty();
      season.at("2026-02-16T15:00:00Z");
      season.tick();

      assertThat(CountryHarness.runs(season.rounds)).hasSize(1);
    }

    @Test
    void aWeeklyRoundWithNobodyToInviteIsNotWritten() {
      season.at("2026-02-09T15:00:00Z");
      season.tick();

      assertThat(CountryHarness.runs(season.rounds)).isEmpty();
      assertThat(refusals()).containsOnly("NOBODY_TO_INVITE");
    }

    @Test
    void aWeeklyRoundIsNotRepeatedAfterARestart() {
      season.quota(WH, number(1));
      season.enters(WH);
      season.enters(WH);
      season.at("2026-02-09T15:00:00Z");
      season.tick();

      CountryHarness restored = season.restored();
      restored.tick();

      assertThat(CountryHarness.runs(restored.rounds)).isEmpty();
    }

    @Test
    void theNextRoundIsAnnouncedOnceAndTheRoundThatRunsIsThatOne() {
      CountryHarness fresh = new CountryHarness();
      fresh.planned(fresh.plan(WH));
      fresh.quota(WH, number(5));
      fresh.tick();
      fresh.tick();
      fresh.enters(WH);

      assertThat(scheduled(fresh))
          .extracting(RoundScheduled::getRunsAt)
          .as("none of before the season was announced")
          .containsExactly(Instant.parse("2026-02-09T15:00:00Z"));
      fresh.at("2026-02-09T15:00:00Z");
      fresh.tick();

      assertThat(CountryHarness.runs(fresh.rounds).getFirst().getRoundId())
          .isEqualTo(scheduled(fresh).getFirst().getRoundId());
    }

    private List<RoundScheduled> scheduled(CountryHarness season) {
      return season.rounds.stream()
          .filter(RoundScheduled.class::isInstance)
          .map(RoundScheduled.class::cast)
          .toList();
    }
  }

  @Nested
  class EntriesToPools {

    @Test
    void aQuotaThatChangesAndIsStillMetIsStatedAgainWithTheLetters() {
      season.getsLoi(season.elsewhere(WH));
      season.getsLoi(season.elsewhere(WH));
      season.quota(WH, number(2));
      season.quota(WH, number(2));
      season.quota(WH, number(1));
      season.tick();

      List<PoolClosed> closings =
          season.rounds.stream()
              .filter(PoolClosed.class::isInstance)
              .map(PoolClosed.class::cast)
              .toList();
      assertThat(closings)
          .extracting(PoolClosed::getCause, PoolClosed::getLois, PoolClosed::getChange)
          .containsExactly(tuple(QUOTA_MET, 2, 2), tuple(QUOTA_MET, 2, 3));
      assertThat(season.restored().country.pools()).isEqualTo(season.country.pools());
    }

    @Test
    void aPoolOpensAndClosesByThePlan() {
      CountryHarness fresh = new CountryHarness();
      fresh.now = CountryHarness.OPENS.minusMillis(1);
      fresh.planned(fresh.plan(WH));
      fresh.quota(WH, number(5));
      fresh.tick();
      assertThat(entries(fresh)).isEmpty();

      fresh.now = CountryHarness.OPENS;
      fresh.tick();
      fresh.tick();
      assertThat(entries(fresh)).containsExactly("opened");
      fresh.now = CountryHarness.CLOSES;
      fresh.tick();
      fresh.tick();

      assertThat(entries(fresh)).containsExactly("opened", "closed");
    }

    @Test
    void aPoolClosesWhenItsQuotaIsMetAndOpensWhenItNoLongerIs() {
      season.quota(WH, number(1));
      season.forget();
      InvitationIssued elsewhere = season.elsewhere(WH);

      season.getsLoi(elsewhere);
      assertThat(entries(season)).containsExactly("closed");
      season.loiIsCancelled(elsewhere);
      assertThat(entries(season)).containsExactly("closed", "opened");
      season.getsLoi(season.elsewhere(WH));
      season.quota(WH, number(3));

      assertThat(entries(season)).containsExactly("closed", "opened", "closed", "opened");
    }

    @Test
    void ofChangesAtTheSameTimeTheLastIsInForceWhateverTheReadingOrder() {
      for (int permits : List.of(0, 2, 0, 3, 0, 4)) {
        season.quota(WH, number(permits));

        ClosedPools reader = new ClosedPools();
        season.rounds.reversed().forEach(reader::apply);
        assertThat(reader.test(WH)).as(entries(season).toString()).isEqualTo(permits == 0);
      }
    }

    @Test
    void candidatesInAClosedPoolAreStillDrawn() {
      season.enters(WH);
      season.quota(WH, number(0));
      assertThat(entries(season)).containsExactly("closed");

      RoundRun run = season.command(order(WH, 1)).getFirst();

      assertThat(run.getInvited()).isEqualTo(1);
    }

    @Test
    void anUnlimitedQuotaIsNeverMet() {
      season.quota(WH, new Quota(UNLIMITED, null));
      season.forget();

      season.getsLoi(season.elsewhere(WH));

      assertThat(entries(season)).isEmpty();
    }

    @Test
    void everyChangeHasItsOwnId() {
      season.quota(WH, number(1));
      season.quota(WH, number(0));
      season.quota(WH, number(1));
      season.quota(WH, number(0));

      assertThat(season.rounds).extracting(e -> e.getEventId()).doesNotHaveDuplicates().hasSize(3);
    }

    @Test
    void returnsAfterADeclineGoIntoClosedPoolsToo() {
      season.enters(WH);
      InvitationIssued invitation = season.invites(WH);
      season.quota(WH, number(0));

      season.declines(invitation);

      assertThat(season.drawable(WH)).isEqualTo(1);
    }

    private List<String> entries(CountryHarness season) {
      return season.rounds.stream()
          .<String>mapMulti(
              (event, out) -> {
                if (event instanceof PoolOpened) {
                  out.accept("opened");
                } else if (event instanceof PoolClosed) {
                  out.accept("closed");
                }
              })
          .toList();
    }
  }

  private List<String> refusals() {
    return season.decisions.stream()
        .flatMap(decision -> decision.pools().stream())
        .filter(NotRun.class::isInstance)
        .flatMap(pool -> ((NotRun) pool).reasons().stream())
        .map(ReasonAgainst::code)
        .toList();
  }
}
