package org.iecpools.stats.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.iecpools.stats.domain.Story.NOON;
import static org.iecpools.stats.domain.Story.POOL;
import static org.iecpools.stats.domain.Story.closed;
import static org.iecpools.stats.domain.Story.declined;
import static org.iecpools.stats.domain.Story.entered;
import static org.iecpools.stats.domain.Story.left;
import static org.iecpools.stats.domain.Story.loi;
import static org.iecpools.stats.domain.Story.loiCancelled;
import static org.iecpools.stats.domain.Story.plan;
import static org.iecpools.stats.domain.Story.quota;
import static org.iecpools.stats.domain.Story.rejected;
import static org.iecpools.stats.domain.Story.round;
import static org.iecpools.stats.domain.Story.scheduled;
import static org.iecpools.stats.domain.Story.voided;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.OptionalDouble;
import org.iecpools.domain.Reference;
import org.iecpools.events.Answer;
import org.iecpools.events.AnswerRejected;
import org.iecpools.events.Category;
import org.iecpools.events.ClosedCause;
import org.iecpools.events.Event;
import org.iecpools.events.InvitationClosed;
import org.iecpools.events.LeaveCause;
import org.iecpools.events.LoiIssued;
import org.iecpools.events.Pause;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.PoolPlan;
import org.iecpools.events.Quota;
import org.iecpools.events.QuotaKind;
import org.iecpools.events.RoundRun;
import org.iecpools.events.RoundScheduled;
import org.iecpools.events.SeasonPlanned;
import org.iecpools.stats.domain.Amount.Permits;
import org.iecpools.stats.domain.Amount.Word;
import org.iecpools.stats.domain.Row.QuotaSource;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests each rule about the figures. */
class NumbersTest {

  private static final Duration DAY = Duration.ofDays(1);

  @Test
  void theFiveNamedEventsAloneGiveTheRightNumbers() {
    List<Event> events =
        List.of(quota(100), entered(1), entered(2), entered(3), round(1, 2), declined(1), loi(2));

    Row row = StatsInMemory.with(events).live();

    assertThat(row.candidatesInPool()).isEqualTo(2);
    assertThat(row.invitationsIssued()).isEqualTo(2);
    assertThat(row.spotsAvailable()).isEqualTo(new Permits(99));
    assertThat(row.quota()).isEqualTo(new Permits(100));
    assertThat(row.quotaSource()).isEqualTo(QuotaSource.ANNOUNCED);
    assertThat(row.openInvitations()).isZero();
    assertThat(row.loisIssued()).isEqualTo(1);
    assertThat(row.anomalies()).isEmpty();
  }

  @Test
  void theFiveNamedEventsSentTwiceChangeNothing() {
    List<Event> events =
        List.of(quota(100), entered(1), entered(2), entered(3), round(1, 2), declined(1), loi(2));
    StatsInMemory stats = StatsInMemory.with(events);
    Row once = stats.live();

    events.reversed().forEach(stats::take);

    assertThat(stats.live()).isEqualTo(once);
  }

  @Test
  void withoutAnAnnouncementTheShippedReferenceQuotaIsUsedAndMarked() {
    Row row = StatsInMemory.with(entered(1)).live();

    assertThat(row.quotaSource()).isEqualTo(QuotaSource.REFERENCE);
    assertThat(row.quota()).isEqualTo(Amount.of(Reference.shipped().quota(POOL).orElseThrow()));
    assertThat(row.countryName()).isEqualTo("Ireland");
  }

  @Test
  void aPoolWithoutAKnownQuotaIsMarked() {
    PoolId unknown = PoolIds.of(2099, "IE", Category.WORKING_HOLIDAY);

    Row row = new StatsInMemory().dashboard.row(unknown, View.live(NOON));

    assertThat(row.quotaSource()).isEqualTo(QuotaSource.NONE);
    assertThat(row.rating()).isEqualTo(Rating.NOT_APPLICABLE);
  }

  @Nested
  class Invitations {
    @Test
    void areTheSumOfWhatTheRoundsInvited() {
      assertThat(
              StatsInMemory.with(round(1, 2), round(2, 0), round(3, 5)).live().invitationsIssued())
          .isEqualTo(7);
    }

    @Test
    void ofARoundRunElsewhereCount() {
      RoundRun elsewhere = round(1, 3);
      assertThat(elsewhere.getSeq()).as("no service of ours has decided it").isNull();

      StatsInMemory stats = StatsInMemory.with(quota(10), elsewhere);

      assertThat(stats.live())
          .returns(3L, Row::invitationsIssued)
          .returns(3L, Row::openInvitations)
          .returns(0L, Row::candidatesInPool);
      assertThat(stats.anomalies()).containsExactly("MORE_OUT_THAN_IN");
    }

    @Test
    void mayExceedTheQuota() {
      assertThat(StatsInMemory.with(quota(1), entered(1), entered(2), round(1, 2)).live())
          .returns(2L, Row::invitationsIssued)
          .returns(List.of(), Row::anomalies);
    }

    @ParameterizedTest
    @EnumSource(
        value = ClosedCause.class,
        names = {"NOT_ANSWERED", "NOT_SUBMITTED", "PROFILE_WITHDRAWN", "APPLICATION_CLOSED"})
    void lapsedOnesStayIssuedButAreNoLongerOpen(ClosedCause cause) {
      assertThat(StatsInMemory.with(entered(1), round(1, 1), closed(1, cause)).live())
          .returns(1L, Row::invitationsIssued)
          .returns(0L, Row::openInvitations);
    }

    @Test
    void keepASpotReservedWhileTheyAreOpen() {
      assertThat(StatsInMemory.with(quota(10), entered(1), entered(2), round(1, 2)).live())
          .returns(2L, Row::openInvitations)
          .returns(new Permits(10), Row::spotsAvailable);
    }

    @Test
    void theHighestRevisionOfARoundCountsInAnyOrder() {
      Instant draw = NOON;
      assertThat(
              StatsInMemory.with(round(1, 1, 7, draw), round(1, 0, 5, draw))
                  .live()
                  .invitationsIssued())
          .isEqualTo(7);
      assertThat(
              StatsInMemory.with(round(1, 0, 5, draw), round(1, 1, 7, draw))
                  .live()
                  .invitationsIssued())
          .isEqualTo(7);
    }

    @Test
    void voidedOnesAreNoLongerAmongThoseThatTheCorrectedRoundInvited() {
      Event[] corrected = {
        entered(1),
        entered(2),
        entered(3),
        round(1, 0, 2, NOON),
        round(1, 1, 1, NOON),
        closed(1, ClosedCause.VOIDED)
      };

      assertThat(StatsInMemory.with(corrected).live())
          .returns(1L, Row::invitationsIssued)
          .returns(2L, Row::candidatesInPool)
          .returns(1L, Row::openInvitations)
          .returns(List.of(), Row::anomalies);
    }

    @Test
    void closedByTheirOwnDeclineOrLoiAreSubtractedOnce() {
      assertThat(
              StatsInMemory.with(
                      entered(1),
                      entered(2),
                      entered(3),
                      round(1, 3),
                      declined(1),
                      closed(1, ClosedCause.DECLINED),
                      loi(2),
                      closed(2, ClosedCause.LOI_ISSUED))
                  .live()
                  .openInvitations())
          .isEqualTo(1);
    }
  }

  @Nested
  class Pool {
    @Test
    void areThoseWhoEnteredLessLeavesNotVoidedLessInvitedPlusDeclined() {
      StatsInMemory stats =
          StatsInMemory.with(
              List.of(
                  entered(1),
                  entered(2),
                  entered(3),
                  entered(4),
                  entered(5),
                  entered(6),
                  left(1, 1, LeaveCause.WITHDRAWN),
                  left(2, 1, LeaveCause.WITHDRAWN),
                  voided(2, 1),
                  round(1, 3),
                  declined(3)));

      assertThat(stats.live().candidatesInPool()).as("6 - (2 - 1) - 3 + 1").isEqualTo(3);
    }

    @Test
    void aDeclineOfAnUnknownInvitationCountsAndIsAnAnomaly() {
      StatsInMemory stats = StatsInMemory.with(entered(1), declined(7));

      assertThat(stats.live().candidatesInPool()).isEqualTo(2);
      assertThat(stats.anomalies()).containsExactly("MORE_ENDED_THAN_INVITED");
    }

    @Test
    void aDeclineAloneReturnsTheInvitedToThePool() {
      assertThat(StatsInMemory.with(entered(1), round(1, 1), declined(1)).live().candidatesInPool())
          .isEqualTo(1);
    }

    @Test
    void aRejectedDeclineReturnsNobody() {
      Row row =
          StatsInMemory.with(
                  entered(1),
                  round(1, 1),
                  closed(1, ClosedCause.NOT_ANSWERED),
                  declined(1),
                  rejected(1, Answer.ACCEPT),
                  rejected(1, Answer.DECLINE))
              .live();

      assertThat(row.candidatesInPool()).isZero();
      assertThat(row.openInvitations()).isZero();
      assertThat(row.anomalies()).isEmpty();
    }

    @Test
    void aVoidedLeaveDoesNotCount() {
      assertThat(
              StatsInMemory.with(
                      entered(1), round(1, 1), left(1, 1, LeaveCause.WITHDRAWN), voided(1, 1))
                  .live()
                  .candidatesInPool())
          .isZero();
    }

    @Test
    void theSameStayLeftTwiceWithAnotherCauseIsLeftOnce() {
      assertThat(
              StatsInMemory.with(
                      entered(1),
                      entered(2),
                      left(1, 1, LeaveCause.AGE),
                      left(1, 1, LeaveCause.WITHDRAWN))
                  .live()
                  .candidatesInPool())
          .isEqualTo(1);
    }

    @Test
    void stayTwoIsAnotherStayThanStayOne() {
      assertThat(
              StatsInMemory.with(
                      entered(1, 1, NOON), left(1, 1, LeaveCause.INVITED), entered(1, 2, NOON))
                  .live()
                  .candidatesInPool())
          .isEqualTo(1);
    }

    @Test
    void isNeverShownBelowZero() {
      StatsInMemory stats = StatsInMemory.with(left(1, 1, LeaveCause.WITHDRAWN));

      assertThat(stats.live().candidatesInPool()).isZero();
      assertThat(stats.anomalies()).containsExactly("MORE_OUT_THAN_IN");
    }

    @Test
    void aLeaveThatCrossedARoundIsNotAnAnomalyBeforeItIsVoided() {
      StatsInMemory stats =
          StatsInMemory.with(entered(1), round(1, 1), left(1, 1, LeaveCause.WITHDRAWN));

      assertThat(stats.live().candidatesInPool()).isZero();
      assertThat(stats.anomalies()).isEmpty();
    }
  }

  @Nested
  class Lois {
    @Test
    void cancelledOnesGiveTheirSpotBack() {
      assertThat(
              StatsInMemory.with(quota(10), entered(1), round(1, 1), loi(1), loiCancelled(1))
                  .live())
          .returns(0L, Row::loisIssued)
          .returns(0L, Row::openInvitations)
          .returns(new Permits(10), Row::spotsAvailable);
    }

    @Test
    void anLoiAfterAnotherVerdictStillUsesASpotAndIsAnAnomaly() {
      StatsInMemory stats =
          StatsInMemory.with(
              quota(10),
              entered(1),
              round(1, 1),
              closed(1, ClosedCause.APPLICATION_CLOSED),
              loi(1),
              rejected(1, Answer.LOI));

      assertThat(stats.live())
          .returns(1L, Row::loisIssued)
          .returns(0L, Row::openInvitations)
          .returns(new Permits(9), Row::spotsAvailable);
      assertThat(stats.anomalies()).containsExactly("LOI_AFTER_OTHER_END");
    }

    @Test
    void anLoiOfAnUnknownInvitationCountsAndIsAnAnomaly() {
      StatsInMemory stats = StatsInMemory.with(quota(10), loi(7));

      assertThat(stats.live())
          .returns(1L, Row::loisIssued)
          .returns(0L, Row::openInvitations)
          .returns(new Permits(9), Row::spotsAvailable);
      assertThat(stats.anomalies()).containsExactly("MORE_ENDED_THAN_INVITED");
    }

    @Test
    void moreThanTheQuotaLeaveNoSpotAndAreAnAnomaly() {
      StatsInMemory stats =
          StatsInMemory.with(quota(1), entered(1), entered(2), round(1, 2), loi(1), loi(2));

      assertThat(stats.live().spotsAvailable()).isEqualTo(new Permits(0));
      assertThat(stats.anomalies()).containsExactly("MORE_LOIS_THAN_QUOTA");
    }

    @Test
    void moreCancelledThanIssuedAreShownAsNoneAndAsAnAnomaly() {
      StatsInMemory stats = StatsInMemory.with(quota(10), loiCancelled(1));

      assertThat(stats.live())
          .returns(0L, Row::loisIssued)
          .returns(new Permits(10), Row::spotsAvailable);
      assertThat(stats.anomalies()).containsExactly("MORE_LOIS_CANCELLED_THAN_ISSUED");
    }
  }

  @Nested
  class Spots {
    @Test
    void areTheQuotaLessTheLois() {
      Row row = StatsInMemory.with(quota(10), entered(1), entered(2), round(1, 2), loi(1)).live();

      assertThat(row.spotsAvailable()).isEqualTo(new Permits(9));
      assertThat(row.openInvitations()).as("does not lower them").isEqualTo(1);
    }

    @Test
    void ofAnUnlimitedQuotaStayUnlimited() {
      Row row =
          StatsInMemory.with(quota(QuotaKind.UNLIMITED), entered(1), round(1, 1), loi(1)).live();

      assertThat(row.spotsAvailable()).isEqualTo(Word.UNLIMITED);
      assertThat(row.chance()).hasValue(1);
    }

    @Test
    void ofAQuotaToBeAnnouncedStaySo() {
      assertThat(StatsInMemory.with(quota(QuotaKind.TO_BE_ANNOUNCED), entered(1)).live())
          .returns(Word.TO_BE_ANNOUNCED, Row::quota)
          .returns(Word.TO_BE_ANNOUNCED, Row::spotsAvailable)
          .returns(Rating.NOT_APPLICABLE, Row::rating)
          .returns(OptionalDouble.empty(), Row::chance);
    }

    @Test
    void ofAPoolThatIsNotOfferedAreZero() {
      assertThat(StatsInMemory.with(quota(QuotaKind.NOT_OFFERED)).live())
          .returns(Word.NOT_OFFERED, Row::quota)
          .returns(new Permits(0), Row::spotsAvailable)
          .returns(Rating.NOT_APPLICABLE, Row::rating)
          .returns(List.of(), Row::anomalies);
    }

    @Test
    void followTheLatestQuotaAndAsOfTheQuotaOfThatTime() {
      StatsInMemory stats =
          StatsInMemory.with(
              quota(new Quota(QuotaKind.NUMBER, 50), NOON),
              quota(new Quota(QuotaKind.NUMBER, 100), NOON.minus(DAY.multipliedBy(5))));

      assertThat(stats.live().quota()).isEqualTo(new Permits(50));
      assertThat(stats.dashboard.row(POOL, View.asOf(NOON)).quota()).isEqualTo(new Permits(100));
    }
  }

  @Nested
  class Chance {
    @ParameterizedTest
    @CsvSource({
      // candidates, quota, cap; chance and rating of the next round
      "10, 10, , 1.0, EXCELLENT",
      "10, 30, , 1.0, EXCELLENT",
      "10, 5, , 0.9, EXCELLENT",
      "10, 4, , 0.7, VERY_GOOD",
      "10, 3, , 0.5, FAIR",
      "10, 2, , 0.4, FAIR",
      "10, 1, , 0.2, LOW",
      "10, 0, , 0.0, VERY_LOW",
      "10, 99, 8, 0.8, EXCELLENT",
      "10, 99, 6, 0.6, VERY_GOOD",
      "10, 99, 4, 0.4, FAIR",
      "10, 99, 2, 0.2, LOW",
      "10, 99, 1, 0.1, VERY_LOW",
      "10, 99, 0, 0.0, VERY_LOW",
      "10, 3, 4, 0.4, FAIR",
      "100, 999, 79, 0.79, VERY_GOOD",
      "100, 999, 59, 0.59, FAIR",
      "100, 999, 39, 0.39, LOW",
      "100, 999, 19, 0.19, VERY_LOW",
    })
    void isTheNextRoundsSizeByThePolicyOfThoseWhoCanBeDrawn(
        int candidates, int quota, Integer cap, double chance, Rating rating) {
      StatsInMemory stats = StatsInMemory.with(quota(quota), capped(cap));
      for (int i = 0; i < candidates; i++) {
        stats.take(entered(i));
      }

      assertThat(stats.live()).returns(rating, Row::rating);
      assertThat(stats.live().chance()).hasValue(chance);
    }

    @Test
    void isBelowOneUnlessTheRoundTakesEveryone() {
      StatsInMemory stats = StatsInMemory.with(quota(QuotaKind.UNLIMITED), capped(2_998));
      for (int i = 0; i < 2_998; i++) {
        stats.take(entered(i));
      }
      assertThat(stats.live().chance()).hasValue(1);

      stats.take(entered(2_998));

      assertThat(stats.live().chance()).hasValue(2_998.0 / 2_999);
    }

    @ParameterizedTest
    @CsvSource({
      "0.8, EXCELLENT",
      "0.79999, VERY_GOOD",
      "0.59999, FAIR",
      "0.39999, LOW",
      "0.19999, VERY_LOW"
    })
    void isRatedByTheExactValueAndNotTheRoundedOne(double chance, Rating rating) {
      assertThat(Rating.of(OptionalDouble.of(chance))).isEqualTo(rating);
    }

    @Test
    void countsOpenInvitationsByTheExpectedYield() {
      StatsInMemory stats = StatsInMemory.with(quota(6), round(1, 5));
      for (int i = 0; i < 25; i++) {
        stats.take(entered(i));
      }

      assertThat(stats.live().chance()).as("6 / 0.6 - 5, of 20").hasValue(0.25);
    }

    @Test
    void isNotExcellentWhenThePolicyWouldInviteNobody() {
      StatsInMemory stats =
          StatsInMemory.with(quota(3), entered(1), entered(2), entered(3), entered(4), entered(5));
      stats.take(round(1, 5));
      assertThat(stats.live()).as("empty").returns(Rating.VERY_LOW, Row::rating);

      stats.take(entered(6));

      assertThat(stats.live()).returns(Rating.VERY_LOW, Row::rating);
      assertThat(stats.live().chance()).hasValue(0);
    }

    @Test
    void followsTheAnnouncedCapAndYieldAndNotTheCurrentPlan() {
      StatsInMemory stats =
          StatsInMemory.with(
              quota(2),
              capped(1),
              RoundScheduled.newBuilder(scheduled(9, NOON.plus(DAY), null))
                  .setRoundCap(3)
                  .setExpectedYield(0.5)
                  .build());
      for (int i = 0; i < 10; i++) {
        stats.take(entered(i));
      }

      assertThat(stats.live().chance()).hasValue(0.3);
    }

    @Test
    void doesNotFollowTheLastRound() {
      StatsInMemory stats = StatsInMemory.with(quota(99), capped(2));
      for (int i = 0; i < 9; i++) {
        stats.take(entered(i));
      }

      stats.take(round(1, 5));

      assertThat(stats.live().chance()).as("2 of the 4 who are left").hasValue(0.5);
    }

    @Test
    void followsTheAnnouncedSizeOfTheNextRound() {
      StatsInMemory stats =
          StatsInMemory.with(
              quota(100),
              scheduled(9, NOON.plus(DAY), 1),
              scheduled(10, NOON.plus(DAY.multipliedBy(8)), 2));
      for (int i = 0; i < 4; i++) {
        stats.take(entered(i));
      }
      assertThat(stats.live().chance()).hasValue(0.25);

      stats.take(round(9, 0, 0, NOON));

      assertThat(stats.live().chance()).as("once it has run, the next one's").hasValue(0.5);
    }

    @Test
    void ofAnEmptyPoolIsTheChanceOfTheNextCandidate() {
      assertThat(StatsInMemory.with(quota(5)).live().rating()).isEqualTo(Rating.EXCELLENT);
      assertThat(StatsInMemory.with(quota(0)).live().rating()).isEqualTo(Rating.VERY_LOW);
    }

    @Test
    void isNotApplicableWithoutAnUpcomingRound() {
      Instant first = NOON;
      Instant last = NOON.plus(DAY.multipliedBy(14));
      StatsInMemory stats = StatsInMemory.with(quota(5), plan(first, last));

      assertThat(rating(stats, first.minus(DAY))).isEqualTo(Rating.EXCELLENT);
      assertThat(rating(stats, last)).isEqualTo(Rating.EXCELLENT);
      assertThat(rating(stats, last.plusMillis(1))).isEqualTo(Rating.NOT_APPLICABLE);
    }

    @Test
    void isNotApplicableWhenAPauseCoversAllRoundsLeft() {
      Instant last = NOON.plus(DAY.multipliedBy(14));
      Instant pause = NOON.plus(DAY);
      StatsInMemory paused =
          StatsInMemory.with(quota(5), plan(NOON, last, new Pause(pause, last.plus(DAY))));
      StatsInMemory interrupted =
          StatsInMemory.with(quota(5), plan(NOON, last, new Pause(pause, last)));

      assertThat(rating(paused, pause)).isEqualTo(Rating.NOT_APPLICABLE);
      assertThat(rating(interrupted, pause)).isEqualTo(Rating.EXCELLENT);
    }

    @Test
    void isNotApplicableWhenThePlanNoLongerHasTheRoundThatWasAnnounced() {
      Instant announced = NOON.plus(DAY.multipliedBy(7));
      StatsInMemory shortened =
          StatsInMemory.with(quota(5), scheduled(9, announced, 3), plan(NOON, NOON));
      StatsInMemory paused =
          StatsInMemory.with(
              quota(5),
              scheduled(9, announced, 3),
              plan(NOON, announced, new Pause(NOON.plus(DAY), announced.plus(DAY))));
      StatsInMemory planned =
          StatsInMemory.with(quota(5), scheduled(9, announced, 3), plan(NOON, announced));

      assertThat(rating(shortened, NOON.plus(DAY))).isEqualTo(Rating.NOT_APPLICABLE);
      assertThat(rating(paused, NOON.plus(DAY))).isEqualTo(Rating.NOT_APPLICABLE);
      assertThat(rating(planned, NOON.plus(DAY))).isEqualTo(Rating.EXCELLENT);
    }

    private static Rating rating(StatsInMemory stats, Instant at) {
      return stats.dashboard.row(POOL, View.live(at)).rating();
    }
  }

  /** Tests which properties identify a fact: events of one kind that agree in them count once. */
  @Nested
  class Distinct {
    @Test
    void answersVerdictsAndLoisByInvitation() {
      StatsInMemory stats =
          StatsInMemory.with(
              List.of(
                  quota(10),
                  entered(1),
                  entered(2),
                  entered(3),
                  entered(4),
                  round(1, 4),
                  declined(1, NOON),
                  declined(1, NOON.plus(DAY)),
                  closed(2, ClosedCause.NOT_ANSWERED),
                  another(closed(2, ClosedCause.NOT_ANSWERED)),
                  loi(3),
                  another(loi(3))));

      assertThat(stats.live())
          .returns(1L, Row::candidatesInPool)
          .returns(1L, Row::openInvitations)
          .returns(1L, Row::loisIssued);
    }

    @Test
    void rejectionsByInvitationAndAnswer() {
      StatsInMemory stats =
          StatsInMemory.with(
              List.of(
                  entered(1),
                  round(1, 1),
                  closed(1, ClosedCause.NOT_ANSWERED),
                  declined(1),
                  loi(1),
                  rejected(1, Answer.DECLINE),
                  another(rejected(1, Answer.DECLINE)),
                  rejected(1, Answer.LOI)));

      assertThat(stats.live())
          .returns(0L, Row::candidatesInPool)
          .returns(0L, Row::openInvitations)
          .returns(1L, Row::loisIssued);
    }

    private static InvitationClosed another(InvitationClosed same) {
      return InvitationClosed.newBuilder(same).setEventId(Story.id("another", 1)).build();
    }

    private static LoiIssued another(LoiIssued same) {
      return LoiIssued.newBuilder(same).setEventId(Story.id("another", 2)).build();
    }

    private static AnswerRejected another(AnswerRejected same) {
      return AnswerRejected.newBuilder(same).setEventId(Story.id("another", 3)).build();
    }
  }

  @Nested
  class Time {
    @Test
    void occurredAtDecidesTheDayInToronto() {
      // 04:59 UTC is still the day before in Toronto.
      Instant late = Instant.parse("2026-01-15T04:59:59.999Z");
      StatsInMemory stats =
          StatsInMemory.with(entered(1, 1, late), entered(2, 1, late.plusMillis(1)));

      Row row = stats.dashboard.row(POOL, View.asOf(late.plusMillis(1)));

      assertThat(row.candidatesInPool()).isEqualTo(1);
      assertThat(row.asOf()).isEqualTo(Instant.parse("2026-01-15T05:00:00Z"));
      assertThat(row.week()).isEqualTo(LocalDate.of(2026, 1, 16));
    }

    @Test
    void asOfIsRoundedDownToTheDayAndStatesIt() {
      Row row =
          new StatsInMemory().dashboard.row(POOL, View.asOf(Instant.parse("2026-07-10T03:59:59Z")));

      assertThat(row.asOf()).isEqualTo(Instant.parse("2026-07-09T04:00:00Z"));
    }

    @Test
    void lateEventsRestateAsOf() {
      View then = View.asOf(NOON.plus(DAY));
      StatsInMemory stats = StatsInMemory.with(entered(1));
      assertThat(stats.dashboard.row(POOL, then).candidatesInPool()).isEqualTo(1);

      stats.take(entered(2, 1, NOON.plus(DAY.multipliedBy(30))));
      assertThat(stats.dashboard.row(POOL, then).candidatesInPool()).as("not late").isEqualTo(1);
      stats.take(entered(3, 1, NOON));

      assertThat(stats.dashboard.row(POOL, then).candidatesInPool()).as("late").isEqualTo(2);
    }

    @Test
    void aPublicationBelongsToTheWeekItCloses() {
      Row row = new StatsInMemory().dashboard.row(POOL, View.published(LocalDate.of(2026, 1, 16)));

      assertThat(row.week()).isEqualTo(LocalDate.of(2026, 1, 16));
      assertThat(row.asOf()).isEqualTo(Instant.parse("2026-01-16T05:00:00Z"));
    }

    @Test
    void theEarlierOfTwoRecordsOfAFactDecidesTheDayInAnyOrder() {
      Instant early = NOON.minus(DAY.multipliedBy(8));
      StatsInMemory forth =
          StatsInMemory.with(entered(1), round(1, 1), declined(1, NOON), declined(1, early));
      StatsInMemory back =
          StatsInMemory.with(entered(1), round(1, 1), declined(1, early), declined(1, NOON));

      assertThat(forth.dashboard.history(POOL, NOON.plus(DAY.multipliedBy(7))))
          .isEqualTo(back.dashboard.history(POOL, NOON.plus(DAY.multipliedBy(7))))
          .extracting(Row::candidatesInPool)
          .containsExactly(1L, 1L);
    }

    @Test
    void historyHasARowForEveryPublicationOfThePoolsLife() {
      StatsInMemory stats =
          StatsInMemory.with(entered(1, 1, NOON), entered(2, 1, NOON.plus(DAY.multipliedBy(16))));

      assertThat(stats.dashboard.history(POOL, NOON.plus(DAY.multipliedBy(100))))
          .extracting(row -> row.week() + " " + row.candidatesInPool())
          .containsExactly("2026-01-16 1", "2026-01-23 1", "2026-01-30 1", "2026-02-06 2");
      assertThat(stats.dashboard.history(POOL, Instant.parse("2026-01-23T05:00:00Z")))
          .as("what is not published yet is not history")
          .hasSize(2);
    }

    @Test
    void aRoundThatInvitedNobodyIsNotTheLastOne() {
      StatsInMemory stats =
          StatsInMemory.with(round(1, 0, 5, NOON), round(2, 0, 0, NOON.plus(DAY)));

      assertThat(stats.live().lastRoundAt()).isEqualTo(NOON);
    }

    @Test
    void notDrawableIsAsTheLastDrawStatesIt() {
      StatsInMemory stats =
          StatsInMemory.with(
              RoundRun.newBuilder(round(1, 0, 5, NOON)).setPoolSize(12).setDrawable(9).build(),
              RoundRun.newBuilder(round(2, 0, 0, NOON.plus(DAY)))
                  .setPoolSize(4)
                  .setDrawable(3)
                  .build(),
              round(3, 0, 1, NOON.plus(DAY.multipliedBy(2))));

      assertThat(stats.live().notDrawable()).as("an elsewhere round states nothing").hasValue(1);
      assertThat(stats.dashboard.row(POOL, View.asOf(NOON.plus(DAY))).notDrawable()).hasValue(3);
      assertThat(stats.dashboard.row(POOL, View.asOf(NOON)).notDrawable()).isEmpty();
    }

    @Test
    void theLastRoundIsTheOneBeforeTheInstant() {
      StatsInMemory stats =
          StatsInMemory.with(round(1, 0, 5, NOON), round(2, 0, 3, NOON.plus(DAY)));

      assertThat(stats.dashboard.row(POOL, View.asOf(NOON.plus(DAY))).lastRoundAt())
          .isEqualTo(NOON);
      assertThat(stats.live().lastRoundAt()).isEqualTo(NOON.plus(DAY));
    }
  }

  @Test
  void aCategoryThatThePlanDoesNotHaveIsNotOffered() {
    SeasonPlanned plan = plan(NOON, NOON.plus(DAY));
    SeasonPlanned without = SeasonPlanned.newBuilder(plan).setPools(List.of()).build();

    assertThat(StatsInMemory.with(without).live().quota()).isEqualTo(Word.NOT_OFFERED);
    assertThat(StatsInMemory.with(plan).live().quotaSource()).isEqualTo(QuotaSource.REFERENCE);
  }

  @Test
  void aCategoryThatTheLatestPlanOmitsIsNotOfferedEvenWithAnAnnouncedQuota() {
    SeasonPlanned before = capped(null);
    SeasonPlanned without =
        SeasonPlanned.newBuilder(before).setOccurredAt(NOON).setPools(List.of()).build();
    StatsInMemory stats = StatsInMemory.with(before, quota(7));
    assertThat(stats.live()).returns(Rating.EXCELLENT, Row::rating);

    stats.take(without);
    stats.take(quota(new Quota(QuotaKind.NUMBER, 9), NOON.plusSeconds(1)));

    assertThat(stats.live())
        .returns(Word.NOT_OFFERED, Row::quota)
        .returns(QuotaSource.ANNOUNCED, Row::quotaSource)
        .returns(new Permits(0), Row::spotsAvailable)
        .returns(Rating.NOT_APPLICABLE, Row::rating)
        .returns(OptionalDouble.empty(), Row::chance);
    assertThat(stats.dashboard.row(POOL, View.asOf(NOON)).quota())
        .as("before that plan")
        .isEqualTo(new Permits(7));
  }

  @Test
  void usingACategoryThatIsNotOfferedIsAnAnomaly() {
    assertThat(StatsInMemory.with(quota(QuotaKind.NOT_OFFERED), entered(1)).anomalies())
        .containsExactly("NOT_OFFERED_BUT_USED");
  }

  @Test
  void rowsAreThoseOfEverythingPlannedAnnouncedOrSeen() {
    PoolId other = PoolIds.of(2026, "AU", Category.YOUNG_PROFESSIONALS);
    LoiIssued elsewhere = LoiIssued.newBuilder(loi(1)).setPool(other).build();
    StatsInMemory stats = StatsInMemory.with(quota(3), elsewhere);

    assertThat(stats.dashboard.rows(2026, pool -> true, View.live(NOON)))
        .extracting(Row::pool)
        .containsExactly(other, POOL);
    assertThat(stats.dashboard.seasons()).containsExactly(2026);
    assertThat(stats.dashboard.knows(POOL)).isTrue();
    assertThat(stats.dashboard.knows(PoolIds.of(2026, "IE", Category.INTERNATIONAL_COOP)))
        .isFalse();
  }

  /** A plan whose rounds have a cap; null for none. */
  private static SeasonPlanned capped(Integer cap) {
    SeasonPlanned plan = plan(NOON, NOON.plus(DAY.multipliedBy(30)));
    return SeasonPlanned.newBuilder(plan)
        .setPools(List.of(PoolPlan.newBuilder(plan.getPools().getFirst()).setRoundCap(cap).build()))
        .build();
  }
}
