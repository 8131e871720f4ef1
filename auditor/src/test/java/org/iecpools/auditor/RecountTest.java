package org.iecpools.auditor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.iecpools.auditor.TestEvents.POOL;
import static org.iecpools.auditor.TestEvents.closed;
import static org.iecpools.auditor.TestEvents.day;
import static org.iecpools.auditor.TestEvents.declined;
import static org.iecpools.auditor.TestEvents.entered;
import static org.iecpools.auditor.TestEvents.left;
import static org.iecpools.auditor.TestEvents.loi;
import static org.iecpools.auditor.TestEvents.loiCancelled;
import static org.iecpools.auditor.TestEvents.plan;
import static org.iecpools.auditor.TestEvents.quota;
import static org.iecpools.auditor.TestEvents.recount;
import static org.iecpools.auditor.TestEvents.rejected;
import static org.iecpools.auditor.TestEvents.round;
import static org.iecpools.auditor.TestEvents.scheduled;
import static org.iecpools.auditor.TestEvents.voided;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.iecpools.domain.Reference;
import org.iecpools.domain.Weeks;
import org.iecpools.events.AnnouncementWithdrawn;
import org.iecpools.events.Answer;
import org.iecpools.events.Category;
import org.iecpools.events.ClosedCause;
import org.iecpools.events.Event;
import org.iecpools.events.InvitationClosed;
import org.iecpools.events.LoiIssued;
import org.iecpools.events.Pause;
import org.iecpools.events.PoolClosed;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.PoolOpened;
import org.iecpools.events.PoolPlan;
import org.iecpools.events.PublicationTimeSet;
import org.iecpools.events.Quota;
import org.iecpools.events.QuotaAnnounced;
import org.iecpools.events.QuotaKind;
import org.iecpools.events.RoundRun;
import org.iecpools.events.RoundScheduled;
import org.iecpools.events.RoundsEvent;
import org.iecpools.events.SeasonPlanned;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RecountTest {

  private static final Moment LIVE = Moment.live(day(5));

  private static final List<Event> FIVE_EVENTS =
      List.of(quota(100), entered(1), entered(2), entered(3), round(1, 2), declined(1), loi(2));

  @Test
  void theFiveNamedEventsAloneGiveTheRightNumbers() {
    assertThat(live(FIVE_EVENTS))
        .containsEntry(ComparedColumn.QUOTA, count(100))
        .containsEntry(ComparedColumn.QUOTA_SOURCE, text("announced"))
        .containsEntry(ComparedColumn.INVITATIONS, count(2))
        .containsEntry(ComparedColumn.CANDIDATES, count(2))
        .containsEntry(ComparedColumn.SPOTS, count(99))
        .containsEntry(ComparedColumn.LOIS, count(1))
        .containsEntry(ComparedColumn.OPEN, count(0))
        .containsEntry(ComparedColumn.LAST_ROUND, text(day(1).toString()))
        .containsEntry(ComparedColumn.NOT_DRAWABLE, new Value.Null())
        .containsEntry(ComparedColumn.CHANCE, new Value.Fraction(2, 2))
        .containsEntry(ComparedColumn.RATING, text("Excellent"))
        .hasSize(ComparedColumn.values().length);
  }

  @Test
  void repeatsAreOneEvent() {
    List<Event> twice = new ArrayList<>(FIVE_EVENTS);
    twice.addAll(FIVE_EVENTS.reversed());

    Recount recount = recount(twice);

    assertThat(recount.row(POOL, LIVE)).isEqualTo(live(FIVE_EVENTS));
    assertThat(recount.distinct()).isEqualTo(FIVE_EVENTS.size());
  }

  @Test
  void asOfAnInstantOnlyEarlierEventsCount() {
    Recount recount = recount(FIVE_EVENTS);

    assertThat(recount.row(POOL, Moment.asOf(day(2))))
        .containsEntry(ComparedColumn.INVITATIONS, count(2))
        .containsEntry(ComparedColumn.CANDIDATES, count(1))
        .containsEntry(ComparedColumn.OPEN, count(2))
        .containsEntry(ComparedColumn.LOIS, count(0));
    assertThat(recount.row(POOL, Moment.asOf(day(1))))
        .containsEntry(ComparedColumn.INVITATIONS, count(0))
        .containsEntry(ComparedColumn.CANDIDATES, count(3))
        .containsEntry(ComparedColumn.LAST_ROUND, new Value.Null());
  }

  @Test
  void aWithdrawnAnnouncementCountsUntilItsWithdrawal() {
    QuotaAnnounced first = quota(new Quota(QuotaKind.NUMBER, 5), 1);
    QuotaAnnounced mistake = quota(new Quota(QuotaKind.NUMBER, 500), 2);
    SeasonPlanned plan = plan(70, 80);
    Recount recount = recount(first, mistake, plan, withdrawal(mistake.getEventId(), 4));

    assertThat(recount.row(POOL, Moment.asOf(day(3))))
        .containsEntry(ComparedColumn.QUOTA, count(500));
    assertThat(recount.row(POOL, Moment.asOf(day(5))))
        .containsEntry(ComparedColumn.QUOTA, count(5));
    assertThat(recount.row(POOL, LIVE)).containsEntry(ComparedColumn.QUOTA, count(5));

    Recount all =
        recount(first, plan, withdrawal(first.getEventId(), 4), withdrawal(plan.getEventId(), 4));
    assertThat(all.seasons()).isEmpty();
    assertThat(all.pools(2026)).isEmpty();
  }

  private static AnnouncementWithdrawn withdrawal(UUID announcement, int day) {
    return new AnnouncementWithdrawn(
        UUID.randomUUID(), day(day), 2026, "IE", announcement, "a mistake");
  }

  @Nested
  class Distinct {
    @Test
    void theHighestRevisionOfARoundCountsFromItsOwnTimeOn() {
      Recount recount = recount(round(1, 1, 5, 9), round(1, 0, 2, 1), round(2, 0, 10, 1));

      assertThat(invitations(recount, LIVE)).isEqualTo(count(15));
      assertThat(invitations(recount, Moment.asOf(day(3)))).isEqualTo(count(10));
    }

    @Test
    void theEarliestOfSeveralTimesOfOneEventCounts() {
      Recount recount = recount(loi(1, 9), loi(1, 3), loi(1, 6));

      assertThat(recount.row(POOL, LIVE)).containsEntry(ComparedColumn.LOIS, count(1));
      assertThat(recount.row(POOL, Moment.asOf(day(4))))
          .containsEntry(ComparedColumn.LOIS, count(1));
      assertThat(recount.row(POOL, Moment.asOf(day(3))))
          .containsEntry(ComparedColumn.LOIS, count(0));
    }

    @Test
    void theFirstOfTwoPoolsOfOneEventCounts() {
      PoolId second = PoolIds.of(2026, "IE", Category.YOUNG_PROFESSIONALS);
      LoiIssued elsewhere = LoiIssued.newBuilder(loi(1)).setPool(second).build();

      Recount recount = recount(elsewhere, loi(1));

      assertThat(recount.row(POOL, LIVE)).containsEntry(ComparedColumn.LOIS, count(1));
      assertThat(recount.row(second, LIVE)).containsEntry(ComparedColumn.LOIS, count(0));
    }

    @Test
    void theSmallerAmountOfContradictoryVerdictsOfTheSameTimeCounts() {
      InvitationClosed lapsed = closed(1, ClosedCause.NOT_ANSWERED, 3);
      InvitationClosed declinedThen = closed(1, ClosedCause.DECLINED, 3);

      assertThat(live(List.of(round(1, 1), lapsed))).containsEntry(ComparedColumn.OPEN, count(0));
      assertThat(live(List.of(round(1, 1), lapsed, declinedThen)))
          .containsEntry(ComparedColumn.OPEN, count(1));
    }

    @Test
    void staysOfOneProfileAreDistinguishedByNumber() {
      assertThat(live(List.of(entered(1, 1, 0), left(1, 1, 1), entered(1, 2, 2))))
          .containsEntry(ComparedColumn.CANDIDATES, count(1));
    }

    @Test
    void rejectionsAreDistinguishedByAnswer() {
      List<Event> events =
          List.of(
              round(1, 3), declined(1), rejected(1, Answer.DECLINE, 3), rejected(1, Answer.LOI, 3));

      assertThat(live(events)).containsEntry(ComparedColumn.OPEN, count(4));
    }
  }

  @Nested
  class Numbers {
    @Test
    void aVoidedLeaveDoesNotCount() {
      assertThat(live(List.of(entered(1), entered(2), left(1, 1, 1), voided(1, 1, 1))))
          .containsEntry(ComparedColumn.CANDIDATES, count(2));
    }

    @Test
    void aRejectedDeclineReturnsNobody() {
      assertThat(
              live(List.of(entered(1), round(1, 1), declined(1), rejected(1, Answer.DECLINE, 3))))
          .containsEntry(ComparedColumn.CANDIDATES, count(0))
          .containsEntry(ComparedColumn.OPEN, count(1));
    }

    @ParameterizedTest
    @EnumSource(ClosedCause.class)
    void anInvitationThatEndedUnusedIsNoLongerOpen(ClosedCause cause) {
      boolean countedByAnotherEvent =
          List.of(
                  ClosedCause.DECLINED,
                  ClosedCause.LOI_ISSUED,
                  ClosedCause.VOIDED,
                  ClosedCause.UNKNOWN)
              .contains(cause);

      assertThat(live(List.of(entered(1), round(1, 1), closed(1, cause, 3))))
          .containsEntry(ComparedColumn.OPEN, count(countedByAnotherEvent ? 1 : 0))
          .containsEntry(ComparedColumn.INVITATIONS, count(1));
    }

    @Test
    void aRejectedLoiUsesASpotAndClosesNoInvitation() {
      assertThat(live(List.of(quota(10), round(1, 2), loi(1), rejected(1, Answer.LOI, 4))))
          .containsEntry(ComparedColumn.OPEN, count(2))
          .containsEntry(ComparedColumn.SPOTS, count(9));
    }

    @Test
    void aCancelledLoiFreesItsSpotAndReopensNoInvitation() {
      assertThat(live(List.of(quota(10), round(1, 1), loi(1), loiCancelled(1, 4))))
          .containsEntry(ComparedColumn.OPEN, count(0))
          .containsEntry(ComparedColumn.SPOTS, count(10));
    }

    @Test
    void noCountIsNegative() {
      assertThat(
              live(
                  List.of(
                      quota(1), left(1, 1, 1), loi(1), loi(2), loiCancelled(3, 1), declined(4))))
          .containsEntry(ComparedColumn.CANDIDATES, count(0))
          .containsEntry(ComparedColumn.OPEN, count(0))
          .containsEntry(ComparedColumn.SPOTS, count(0));
      assertThat(live(List.of(loiCancelled(1, 1)))).containsEntry(ComparedColumn.LOIS, count(0));
    }
  }

  @Nested
  class Quotas {
    @Test
    void spotsAreTheQuotaLessLois() {
      assertThat(live(List.of(quota(7), loi(1), loi(2))))
          .containsEntry(ComparedColumn.SPOTS, count(5));
    }

    @ParameterizedTest
    @CsvSource({
      "UNLIMITED, unlimited, unlimited",
      "TO_BE_ANNOUNCED, to be announced, to be announced",
      "NOT_OFFERED, not offered,"
    })
    void aQuotaThatIsNotANumberIsShownInWords(QuotaKind kind, String quota, String spots) {
      Map<ComparedColumn, Value> row = live(List.of(quota(new Quota(kind, null), 0), loi(1)));

      assertThat(row)
          .containsEntry(ComparedColumn.QUOTA, text(quota))
          .containsEntry(ComparedColumn.SPOTS, spots == null ? count(0) : text(spots));
    }

    @Test
    void theLastAnnouncementBeforeTheInstantIsInForce() {
      Recount recount =
          recount(
              quota(new Quota(QuotaKind.NUMBER, 9), 8),
              quota(new Quota(QuotaKind.NUMBER, 4), 4),
              quota(new Quota(QuotaKind.UNLIMITED, null), 0));

      assertThat(recount.row(POOL, LIVE)).containsEntry(ComparedColumn.QUOTA, count(9));
      assertThat(recount.row(POOL, Moment.asOf(day(8))))
          .containsEntry(ComparedColumn.QUOTA, count(4));
      assertThat(recount.row(POOL, Moment.asOf(day(4))))
          .containsEntry(ComparedColumn.QUOTA, text("unlimited"));
    }

    @Test
    void theShippedQuotaIsUsedIfNoneIsAnnounced() {
      long shipped = Reference.shipped().quota(POOL).orElseThrow().getPermits();

      assertThat(live(List.of(entered(1), loi(1))))
          .containsEntry(ComparedColumn.QUOTA, count(shipped))
          .containsEntry(ComparedColumn.QUOTA_SOURCE, text("reference"))
          .containsEntry(ComparedColumn.SPOTS, count(shipped - 1));
    }

    @Test
    void anUnknownQuotaIsToBeAnnounced() {
      PoolId unheardOf = PoolIds.of(2099, "IE", Category.WORKING_HOLIDAY);

      assertThat(recount().row(unheardOf, LIVE))
          .containsEntry(ComparedColumn.QUOTA, text("to be announced"))
          .containsEntry(ComparedColumn.QUOTA_SOURCE, text("none"))
          .containsEntry(ComparedColumn.CHANCE, new Value.Null());
    }

    @Test
    void aPoolThatThePlanLeavesOutIsNotOffered() {
      PoolId leftOut = PoolIds.of(2026, "IE", Category.YOUNG_PROFESSIONALS);

      assertThat(recount(plan(70, 80)).row(leftOut, LIVE))
          .containsEntry(ComparedColumn.QUOTA, text("not offered"))
          .containsEntry(ComparedColumn.QUOTA_SOURCE, text("announced"));
    }
  }

  @Nested
  class Chances {
    @ParameterizedTest
    @CsvSource({
      // candidates, quota, cap; size, rating
      "8, 100, , 8, Excellent",
      "8, 8, , 8, Excellent",
      "8, 4, , 7, Excellent",
      "8, 3, , 5, Very good",
      "8, 2, , 4, Fair",
      "8, 1, , 2, Low",
      "8, 0, , 0, Very low",
      "8, 100, 7, 7, Excellent",
      "8, 100, 1, 1, Very low",
      "8, 100, 0, 0, Very low",
      "5, 100, 4, 4, Excellent",
      "5, 100, 3, 3, Very good",
      "5, 100, 2, 2, Fair",
      "5, 100, 1, 1, Low",
    })
    void followFromTheNextRoundsSizeByPolicy(
        int candidates, int quota, Integer cap, int size, String rating) {
      List<Event> events = new ArrayList<>(List.of(quota(quota), capped(plan(21, 40), cap)));
      IntStream.range(0, candidates).forEach(n -> events.add(entered(n)));

      assertThat(live(events))
          .containsEntry(ComparedColumn.CHANCE, new Value.Fraction(size, candidates))
          .containsEntry(ComparedColumn.RATING, text(rating));
    }

    @Test
    void openInvitationsReserveSpots() {
      List<Event> events = new ArrayList<>(List.of(quota(6), round(1, 5)));
      IntStream.range(0, 25).forEach(n -> events.add(entered(n)));

      assertThat(live(events))
          .as("6 / 0.6 - 5 invitations for 20 candidates")
          .containsEntry(ComparedColumn.CHANCE, new Value.Fraction(5, 20));
    }

    @Test
    void followTheAnnouncedCapAndYieldAndNotTheCurrentPlan() {
      RoundScheduled announced =
          RoundScheduled.newBuilder(scheduled(9, 9, null))
              .setRoundCap(3)
              .setExpectedYield(0.5)
              .build();
      List<Event> events = new ArrayList<>(List.of(quota(2), capped(plan(21, 40), 1), announced));
      IntStream.range(0, 10).forEach(n -> events.add(entered(n)));

      assertThat(live(events)).containsEntry(ComparedColumn.CHANCE, new Value.Fraction(3, 10));
    }

    @Test
    void areNullForAPoolThatTheLatestPlanLeavesOutDespiteAnAnnouncedQuota() {
      PoolId leftOut = PoolIds.of(2026, "IE", Category.YOUNG_PROFESSIONALS);
      Event announced = QuotaAnnounced.newBuilder(quota(9)).setPool(leftOut).build();
      SeasonPlanned later = SeasonPlanned.newBuilder(plan(21, 40)).setOccurredAt(day(4)).build();

      Recount recount = recount(announced, later);

      assertThat(recount.row(leftOut, LIVE))
          .containsEntry(ComparedColumn.QUOTA, text("not offered"))
          .containsEntry(ComparedColumn.SPOTS, count(0))
          .containsEntry(ComparedColumn.CHANCE, new Value.Null())
          .containsEntry(ComparedColumn.RATING, text("Not applicable"));
      assertThat(recount.row(leftOut, Moment.asOf(day(4))))
          .as("before that plan")
          .containsEntry(ComparedColumn.QUOTA, count(9));
    }

    @Test
    void aRoundThatInvitedNobodyIsNotTheLastOne() {
      assertThat(live(List.of(round(1, 0, 5, 1), round(2, 0, 0, 3))))
          .containsEntry(ComparedColumn.LAST_ROUND, text(day(1).toString()));
    }

    @Test
    void theNumberOfThoseNotDrawableIsTheLastDraws() {
      RoundRun stated =
          RoundRun.newBuilder(round(1, 0, 5, 1)).setPoolSize(12).setDrawable(9).build();
      RoundRun later = RoundRun.newBuilder(round(2, 0, 0, 3)).setPoolSize(4).setDrawable(3).build();

      Recount recount = recount(stated, later, round(3, 0, 1, 4));

      assertThat(recount.row(POOL, LIVE)).containsEntry(ComparedColumn.NOT_DRAWABLE, count(1));
      assertThat(recount.row(POOL, Moment.asOf(day(3))))
          .containsEntry(ComparedColumn.NOT_DRAWABLE, count(3));
    }

    @Test
    void followFromTheNextRoundsAnnouncedSize() {
      List<Event> events =
          List.of(
              quota(100),
              entered(1),
              entered(2),
              entered(3),
              scheduled(9, 9, 2),
              scheduled(8, 8, 1));

      assertThat(recount(events).row(POOL, Moment.live(day(8))))
          .containsEntry(ComparedColumn.CHANCE, new Value.Fraction(1, 3));
      assertThat(recount(events).row(POOL, Moment.live(day(9))))
          .containsEntry(ComparedColumn.CHANCE, new Value.Fraction(2, 3));
    }

    @Test
    void anAnnouncedRoundThatHasRunIsNotUpcoming() {
      List<Event> events =
          List.of(quota(100), entered(1), entered(2), scheduled(9, 9, 1), round(9, 0, 0, 1));

      assertThat(live(events)).containsEntry(ComparedColumn.CHANCE, new Value.Fraction(2, 2));
    }

    @Test
    void theLastAnnouncementOfARoundCountsFromItsOwnTimeOn() {
      RoundScheduled again =
          RoundScheduled.newBuilder(scheduled(9, 9, 1))
              .setEventId(TestEvents.id("again", 9))
              .setOccurredAt(day(3))
              .setSize(2)
              .build();
      Recount recount =
          recount(again, quota(100), entered(1), entered(2), entered(3), scheduled(9, 9, 1));

      assertThat(recount.row(POOL, LIVE))
          .containsEntry(ComparedColumn.CHANCE, new Value.Fraction(2, 3));
      assertThat(recount.row(POOL, Moment.asOf(day(2))))
          .containsEntry(ComparedColumn.CHANCE, new Value.Fraction(3, 3));
    }

    @Test
    void areNullAfterTheFinalRoundAndInAPauseThatOutlastsIt() {
      List<Event> events = List.of(quota(10), entered(1), plan(21, 40));
      SeasonPlanned planned = plan(21, 40);
      PoolPlan pausing =
          PoolPlan.newBuilder(planned.getPools().getFirst())
              .setPauses(List.of(new Pause(day(10), day(30))))
              .build();
      List<Event> paused =
          List.of(
              quota(10),
              entered(1),
              SeasonPlanned.newBuilder(planned).setPools(List.of(pausing)).build());

      assertThat(recount(events).row(POOL, Moment.live(day(21))))
          .containsEntry(ComparedColumn.RATING, text("Excellent"));
      assertThat(recount(events).row(POOL, Moment.live(day(22))))
          .containsEntry(ComparedColumn.CHANCE, new Value.Null())
          .containsEntry(ComparedColumn.RATING, text("Not applicable"));
      assertThat(recount(paused).row(POOL, Moment.live(day(7))))
          .containsEntry(ComparedColumn.RATING, text("Excellent"));
      assertThat(recount(paused).row(POOL, Moment.live(day(8))))
          .containsEntry(ComparedColumn.RATING, text("Not applicable"));
    }

    @Test
    void anAnnouncedRoundThatThePlanNoLongerAllowsIsNotUpcoming() {
      assertThat(
              recount(quota(10), entered(1), plan(21, 40), scheduled(5, 30, 1))
                  .row(POOL, Moment.live(day(22))))
          .containsEntry(ComparedColumn.CHANCE, new Value.Null());
    }
  }

  @Nested
  class Schedule {
    private final Recount planned = recount(quota(10), entered(1), plan(21, 40));

    @Test
    void aPoolIsOpenFromItsOpeningToTheEndOfItsFinalRound() {
      assertThat(status(planned, day(0).minusMillis(1))).isEqualTo(text("not yet open"));
      assertThat(status(planned, day(0))).isEqualTo(text("open"));
      assertThat(status(planned, day(21))).isEqualTo(text("open"));
      assertThat(status(planned, day(21).plusMillis(1))).isEqualTo(text("season over"));
      assertThat(status(recount(quota(10), plan(21, 10)), day(10)))
          .as("it closes before its final round")
          .isEqualTo(text("season over"));
    }

    @Test
    void theHighestNumberOfClosingsAndOpeningsUpToTheMomentIsInForce() {
      List<Event> events = List.of(plan(21, 40), doors(2, true, 3), doors(1, false, 6));
      Recount recount = recount(events);

      assertThat(status(recount, day(9))).isEqualTo(text("closed to entries"));
      assertThat(recount.row(POOL, Moment.asOf(day(3))))
          .containsEntry(ComparedColumn.POOL_STATUS, text("open"));
      assertThat(status(recount(plan(21, 40), doors(0, true, 3), doors(0, false, 6)), day(9)))
          .as("without numbers the later one")
          .isEqualTo(text("open"));
    }

    @Test
    void noStatusIsKnownWithoutAPlanOrOffer() {
      assertThat(status(recount(quota(10)), day(9))).isEqualTo(new Value.Null());
      assertThat(
              status(
                  recount(quota(new Quota(QuotaKind.NOT_OFFERED, null), 0), plan(21, 40)), day(9)))
          .isEqualTo(new Value.Null());
    }

    @Test
    void publicationsAreTheFridaysFromTheFirstWeekToTheLast() {
      // Opens on Wednesday, 14 January, and closes on Monday, 23 February.
      assertThat(publications(planned, "2026-01-16T04:59:59Z"))
          .containsExactly(new Value.Null(), text("2026-01-16T00:00:00-05:00"));
      assertThat(publications(planned, "2026-01-16T05:00:00Z"))
          .containsExactly(text("2026-01-16T00:00:00-05:00"), text("2026-01-23T00:00:00-05:00"));
      assertThat(publications(planned, "2026-02-27T05:00:00Z"))
          .containsExactly(text("2026-02-27T00:00:00-05:00"), new Value.Null());
      assertThat(publications(planned, "2030-01-01T00:00:00Z"))
          .containsExactly(text("2026-02-27T00:00:00-05:00"), new Value.Null());
      assertThat(publications(recount(quota(10)), "2026-02-27T05:00:00Z"))
          .as("a quota alone has no week")
          .containsExactly(new Value.Null(), new Value.Null());
    }

    @Test
    void weeksArePublishedAtTheTimeThatWasSetBeforeTheyEnded() {
      Recount set =
          recount(
              plan(21, 40),
              time(2026, 14 * 60, "2026-01-20T12:00:00Z"),
              time(2026, 10 * 60 + 30, "2026-01-23T05:00:00Z"),
              time(2027, 60, "2026-01-21T12:00:00Z"));

      assertThat(publications(set, "2026-01-23T18:59:59Z"))
          .containsExactly(text("2026-01-16T00:00:00-05:00"), text("2026-01-23T14:00:00-05:00"));
      assertThat(publications(set, "2026-01-23T19:00:00Z"))
          .containsExactly(text("2026-01-23T14:00:00-05:00"), text("2026-01-30T10:30:00-05:00"));
    }

    private static PublicationTimeSet time(int season, int minuteOfDay, String at) {
      return PublicationTimeSet.newBuilder()
          .setEventId(TestEvents.id("time", season + "/" + at))
          .setOccurredAt(Instant.parse(at))
          .setSeason(season)
          .setMinuteOfDay(minuteOfDay)
          .build();
    }

    @Test
    void anEventAfterTheCloseAddsWeeksWhileAVoidRoundDoesNot() {
      Recount later = recount(plan(21, 40), loi(1, 80), round(2, 0, 0, 200));

      // Day 80 is Saturday, 4 April, in summer time.
      assertThat(publications(later, "2027-01-01T00:00:00Z"))
          .containsExactly(text("2026-04-10T00:00:00-04:00"), new Value.Null());
    }

    @Test
    void anAnnouncedRoundIsTheNextOneBeforeAWeeklyOne() {
      Recount recount = recount(quota(10), plan(21, 40), scheduled(9, 15, 3));

      assertThat(recount.row(POOL, Moment.live(day(8))))
          .containsEntry(ComparedColumn.NEXT_ROUND, text(day(15).toString()))
          .containsEntry(ComparedColumn.NEXT_SIZE, count(3))
          .containsEntry(ComparedColumn.FIRST_ROUND, text(day(7).toString()))
          .containsEntry(ComparedColumn.FINAL_ROUND, text(day(21).toString()))
          .containsEntry(ComparedColumn.ROUNDS_LEFT, count(3));
      assertThat(recount.row(POOL, Moment.live(day(16))))
          .containsEntry(ComparedColumn.NEXT_ROUND, text(day(21).toString()))
          .containsEntry(ComparedColumn.NEXT_SIZE, new Value.Null())
          .containsEntry(ComparedColumn.ROUNDS_LEFT, count(1));
      assertThat(recount.row(POOL, Moment.live(day(22))))
          .containsEntry(ComparedColumn.NEXT_ROUND, new Value.Null())
          .containsEntry(ComparedColumn.ROUNDS_LEFT, count(0));
    }

    @Test
    void aWeeklyRoundThatIsAnnouncedIsOneRound() {
      assertThat(recount(plan(21, 40), scheduled(9, 14, null)).row(POOL, Moment.live(day(8))))
          .containsEntry(ComparedColumn.ROUNDS_LEFT, count(2));
    }

    @Test
    void roundsAreLeftButNoneIsNextWhileTheQuotaIsToBeAnnounced() {
      Recount recount = recount(quota(new Quota(QuotaKind.TO_BE_ANNOUNCED, null), 0), plan(21, 40));

      assertThat(recount.row(POOL, Moment.live(day(8))))
          .containsEntry(ComparedColumn.NEXT_ROUND, new Value.Null())
          .containsEntry(ComparedColumn.ROUNDS_LEFT, count(2));
    }

    private static RoundsEvent doors(int number, boolean closed, int day) {
      UUID id = TestEvents.id("doors", number + "/" + closed + "/" + day);
      return closed
          ? PoolClosed.newBuilder()
              .setEventId(id)
              .setOccurredAt(day(day))
              .setPool(POOL)
              .setReason("the quota is met")
              .setChange(number)
              .build()
          : new PoolOpened(id, day(day), POOL, "spots are left", number);
    }

    private static Value status(Recount recount, Instant at) {
      return recount.row(POOL, Moment.live(at)).get(ComparedColumn.POOL_STATUS);
    }

    private static List<Value> publications(Recount recount, String at) {
      Map<ComparedColumn, Value> row = recount.row(POOL, Moment.live(Instant.parse(at)));
      return List.of(
          row.get(ComparedColumn.PUBLISHED_AT), row.get(ComparedColumn.NEXT_PUBLICATION));
    }
  }

  @Nested
  class Rows {
    @Test
    void existForPoolsThatArePlannedOrHaveAQuotaOrACountedEvent() {
      assertThat(recount(plan(21, 40)).pools(2026)).containsExactly(POOL);
      assertThat(recount(quota(1)).pools(2026)).containsExactly(POOL);
      assertThat(recount(entered(1)).pools(2026)).containsExactly(POOL);
      assertThat(recount(round(1, 0), closed(1, ClosedCause.DECLINED, 1)).pools(2026)).isEmpty();
      assertThat(recount(scheduled(1, 1, 1)).seasons()).isEmpty();
      assertThat(recount(entered(1)).seasons()).containsExactly(2026);
    }

    @Test
    void arePublishedOnFridaysFromTheFirstEventToTheLastButNotBeyondNow() {
      Recount recount = recount(entered(1), loi(1, 10));

      assertThat(recount.publications(2026, day(100)))
          .containsExactly(friday("2026-01-16"), friday("2026-01-23"), friday("2026-01-30"));
      assertThat(recount.publications(2026, friday("2026-01-23")))
          .containsExactly(friday("2026-01-16"), friday("2026-01-23"));
      assertThat(recount(plan(21, 40)).publications(2026, day(100))).hasSize(7);
    }

    private static Instant friday(String day) {
      Instant publication = Weeks.end(LocalDate.parse(day));
      assertThat(publication).isEqualTo(day + "T05:00:00Z");
      return publication;
    }
  }

  @Nested
  class Events {
    @Test
    void behindACellAreListedNewestFirst() {
      Recount recount = recount(FIVE_EVENTS);

      assertThat(types(recount.behind(POOL, LIVE, ComparedColumn.CANDIDATES)))
          .containsExactly(
              "InvitationDeclined", "RoundRun", "PoolEntered", "PoolEntered", "PoolEntered");
      assertThat(types(recount.behind(POOL, LIVE, ComparedColumn.SPOTS)))
          .containsExactly("LoiIssued", "QuotaAnnounced");
      assertThat(types(recount.behind(POOL, Moment.asOf(day(2)), ComparedColumn.CANDIDATES)))
          .containsExactly("RoundRun", "PoolEntered", "PoolEntered", "PoolEntered");
      assertThat(types(recount.behind(POOL, LIVE, ComparedColumn.INVITATIONS)))
          .containsExactly("RoundRun");
    }

    @Test
    void behindAQuotaIncludeOnlyTheAnnouncementInForce() {
      Recount recount = recount(quota(5), quota(new Quota(QuotaKind.NUMBER, 6), 3));

      assertThat(recount.behind(POOL, LIVE, ComparedColumn.QUOTA))
          .singleElement()
          .hasToString(
              "iec.seasons-0@1 QuotaAnnounced %s %s quota=6"
                  .formatted(
                      day(3), TestEvents.quota(new Quota(QuotaKind.NUMBER, 6), 3).getEventId()));
    }

    @Test
    void areShownWithTheirPositionAndIdentity() {
      PoolEntered event = entered(1);

      assertThat(TestEvents.log(List.of(event)).getFirst())
          .hasToString(
              "iec.pools-0@0 PoolEntered 2026-01-14T17:00:00Z %s profile=%s pool=%s stay=1"
                  .formatted(event.getEventId(), event.getProfileId(), PoolIds.text(POOL)));
      assertThat(TestEvents.log(List.of(round(1, 1, 2, 0))).getFirst().toString())
          .endsWith("round=%s revision=1 invited=2".formatted(TestEvents.id("round", 1)));
    }

    private static List<String> types(List<LoggedEvent> events) {
      return events.stream().map(e -> e.event().getClass().getSimpleName()).toList();
    }
  }

  private static Map<ComparedColumn, Value> live(List<? extends Event> events) {
    return recount(events).row(POOL, LIVE);
  }

  private static SeasonPlanned capped(SeasonPlanned plan, Integer cap) {
    PoolPlan pool = PoolPlan.newBuilder(plan.getPools().getFirst()).setRoundCap(cap).build();
    return SeasonPlanned.newBuilder(plan).setPools(List.of(pool)).build();
  }

  private static Value invitations(Recount recount, Moment moment) {
    return recount.row(POOL, moment).get(ComparedColumn.INVITATIONS);
  }

  private static Value count(long number) {
    return new Value.Count(number);
  }

  private static Value text(String text) {
    return new Value.Text(text);
  }
}
