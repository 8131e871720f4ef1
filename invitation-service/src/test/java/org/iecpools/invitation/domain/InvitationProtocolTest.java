package org.iecpools.invitation.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.iecpools.events.ClosedCause.DECLINED;
import static org.iecpools.events.LeaveCause.AGE;
import static org.iecpools.events.LeaveCause.INVITED;
import static org.iecpools.events.LeaveCause.SEASON_ENDED;
import static org.iecpools.events.LeaveCause.WITHDRAWN;
import static org.iecpools.invitation.domain.CountryHarness.FOREVER;
import static org.iecpools.invitation.domain.CountryHarness.WH;
import static org.iecpools.invitation.domain.CountryHarness.YP;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.iecpools.domain.EventIds;
import org.iecpools.events.AcceptanceConfirmed;
import org.iecpools.events.Answer;
import org.iecpools.events.AnswerRejected;
import org.iecpools.events.ClosedCause;
import org.iecpools.events.InvitationClosed;
import org.iecpools.events.InvitationIssued;
import org.iecpools.events.InvitationsEvent;
import org.iecpools.events.PoolId;
import org.iecpools.events.RoundOrder;
import org.iecpools.invitation.domain.CountryHarness.Person;
import org.iecpools.invitation.domain.Invitation.Accepted;
import org.iecpools.invitation.domain.Invitation.Applied;
import org.iecpools.invitation.domain.Invitation.Closed;
import org.iecpools.invitation.domain.Invitation.Invited;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The invitation-service table of the protocol, one test per row, in the order of the table. */
class InvitationProtocolTest {

  private final CountryHarness season = CountryHarness.running();

  @Nested
  class EntriesAndLeaves {

    @Test
    void anEntryOfAnotherProfileDropsAllStaysOfTheOlderOne() {
      Person older = season.enters(WH, YP);
      Person newer = older.withAnotherProfile();

      season.enters(newer, WH, 1, null);

      assertThat(season.drawable(WH)).isEqualTo(1);
      assertThat(season.drawable(YP)).isZero();
      assertThat(season.invites(WH).getProfileId()).isEqualTo(newer.profileId());
    }

    @Test
    void anEntryAfterTheLatestInvitationBeginsAStay() {
      season.enters(WH, YP);
      InvitationIssued first = season.invites(WH);
      season.declines(first);
      Person person = new Person(first.getCandidateId(), first.getProfileId());

      season.enters(person, YP, 2, first.getInvitationId());

      assertThat(season.drawable(YP)).isEqualTo(1);
    }

    @Test
    void anEntryAfterAnotherInvitationThanTheLatestIsIgnored() {
      season.enters(WH, YP);
      InvitationIssued first = season.invites(WH);
      season.declines(first);
      InvitationIssued second = season.invites(WH);
      season.declines(second);
      Person person = new Person(first.getCandidateId(), first.getProfileId());

      season.enters(person, YP, 2, first.getInvitationId());

      assertThat(season.drawable(YP)).isZero();
      assertThat(season.size(YP))
          .as("counted all the same: the leave of it is on its way")
          .isEqualTo(2);
    }

    @Test
    void aLeaveOfTheStayEndsIt() {
      Person person = season.enters(WH, YP);

      season.leaves(person, WH, 1, AGE);

      assertThat(season.drawable(WH)).isZero();
      assertThat(season.drawable(YP)).isEqualTo(1);
      assertThat(season.size(WH)).isZero();
    }

    @Test
    void aLeaveOfAnotherStayOrProfileEndsNothing() {
      Person person = season.enters(WH);

      season.leaves(person, WH, 2, AGE);
      season.leaves(person.withAnotherProfile(), WH, 1, AGE);

      assertThat(season.drawable(WH)).isEqualTo(1);
    }

    @Test
    void aWithdrawalClosesAnInvitationThatIsInvited() {
      Person person = season.enters(WH);
      InvitationIssued invitation = season.invites(WH);

      season.leaves(person, WH, 1, WITHDRAWN);

      assertThat(closed(invitation)).isEqualTo(ClosedCause.PROFILE_WITHDRAWN);
    }

    @Test
    void aWithdrawalClosesAnInvitationThatIsAcceptedWhicheverStayItNames() {
      Person person = season.enters(WH, YP);
      InvitationIssued invitation = season.invites(WH);
      season.accepts(invitation);

      season.leaves(person, YP, 1, WITHDRAWN);

      assertThat(closed(invitation)).isEqualTo(ClosedCause.PROFILE_WITHDRAWN);
    }

    @Test
    void aWithdrawalDuringAnApplicationIsRejectedEachTime() {
      Person person = season.enters(WH);
      InvitationIssued invitation = season.invites(WH);
      season.applies(invitation);
      season.forget();

      season.leaves(person, WH, 1, WITHDRAWN);
      season.leaves(person, WH, 1, WITHDRAWN);

      assertThat(rejected()).containsExactly(Answer.WITHDRAWAL, Answer.WITHDRAWAL);
      assertThat(season.invitations)
          .extracting(InvitationsEvent::getEventId)
          .as("two wishes, two answers")
          .doesNotHaveDuplicates();
      assertThat(season.stateOf(invitation).state()).isEqualTo(new Applied());
    }

    @Test
    void aLeaveForAnotherCauseLeavesTheInvitationOpen() {
      Person person = season.enters(WH, YP);
      InvitationIssued invitation = season.invites(WH);

      season.leaves(person, WH, 1, AGE);
      season.leaves(person, WH, 1, SEASON_ENDED);
      season.leaves(person, YP, 1, INVITED);

      assertThat(season.stateOf(invitation).open()).isTrue();
    }

    @Test
    void theSameLeaveAgainAsAWithdrawalIsNotDroppedAsADuplicate() {
      Person person = season.enters(WH);
      InvitationIssued invitation = season.invites(WH);
      season.leaves(person, WH, 1, AGE);

      season.leaves(person, WH, 1, WITHDRAWN);

      assertThat(closed(invitation)).isEqualTo(ClosedCause.PROFILE_WITHDRAWN);
    }

    @Test
    void aWithdrawalOfAnotherProfileLeavesTheInvitationOpen() {
      Person person = season.enters(WH);
      InvitationIssued invitation = season.invites(WH);

      season.leaves(person.withAnotherProfile(), WH, 1, WITHDRAWN);

      assertThat(season.stateOf(invitation).open()).isTrue();
    }

    @Test
    void aVoidedLeaveCountsButChangesNoMembership() {
      Person person = season.enters(WH);
      season.invites(WH);
      season.leaves(person, WH, 1, WITHDRAWN);
      assertThat(season.size(WH)).isEqualTo(-1);

      season.leaveVoided(person, WH, 1);
      season.leaveVoided(person, WH, 1);

      assertThat(season.size(WH)).isZero();
      assertThat(season.drawable(WH)).isZero();
    }

    @Test
    void entriesAndLeavesAreCountedOnceForEachStay() {
      Person person = season.enters(WH);
      season.enters(person, WH, 1, null);
      season.enters(WH);
      assertThat(season.size(WH)).isEqualTo(2);

      season.leaves(person, WH, 1, AGE);
      season.leaves(person, WH, 1, WITHDRAWN);

      assertThat(season.size(WH)).isEqualTo(1);
    }

    @Test
    void aRepeatedEntryDoesNotBringBackAStayThatWasLeft() {
      Person person = season.enters(WH);
      season.leaves(person, WH, 1, AGE);

      season.enters(person, WH, 1, null);

      assertThat(season.drawable(WH)).isZero();
    }
  }

  @Nested
  class Draws {

    @Test
    void aDrawTakesThePersonOutOfAllPoolsAtOnce() {
      season.enters(WH, YP);

      season.invites(WH);

      assertThat(season.drawable(WH)).isZero();
      assertThat(season.drawable(YP)).isZero();
    }

    @Test
    void nobodyWithAnOpenInvitationIsDrawnEvenWithAnotherProfile() {
      Person person = season.enters(WH);
      season.invites(WH);

      season.enters(person.withAnotherProfile(), WH, 1, null);

      assertThat(season.drawable(WH)).isZero();
    }

    @Test
    void aCandidatePastTheLastEligibleDayIsNotDrawn() {
      season.at("2026-02-03T16:00:00Z");
      season.enters(CountryHarness.person(), WH, 1, null, LocalDate.parse("2026-02-02"));
      season.enters(CountryHarness.person(), WH, 1, null, LocalDate.parse("2026-02-03"));

      assertThat(season.drawable(WH)).isEqualTo(1);
    }

    @Test
    void aCandidateIsDrawnUntilTheLastEligibleDayEndsWhereTheyLive() {
      season.give(
          season
              .entered(CountryHarness.person(), WH, 1, null, LocalDate.parse("2026-02-03"))
              .setTimeZone("America/Costa_Rica")
              .build());

      season.at("2026-02-04T05:30:00Z"); // 23:30 there, but already the fourth in Toronto
      assertThat(season.drawable(WH)).isEqualTo(1);
      season.at("2026-02-04T06:00:00Z");
      assertThat(season.drawable(WH)).isZero();
    }

    @Test
    void aCandidateIsNotDrawnOnceTheLastEligibleDayHasEndedWhereTheyLive() {
      season.give(
          season
              .entered(CountryHarness.person(), WH, 1, null, LocalDate.parse("2026-02-03"))
              .setTimeZone("Asia/Tokyo")
              .build());

      season.at("2026-02-03T14:59:59Z");
      assertThat(season.drawable(WH)).isEqualTo(1);
      season.at("2026-02-03T15:00:00Z"); // still the third in Toronto
      assertThat(season.drawable(WH)).isZero();
    }

    @Test
    void theInvitationIsToBeAnsweredUntilTheEndOfTheTenthDayWhereTheCandidateLives() {
      season.at("2026-02-03T16:00:00Z");
      season.give(
          season
              .entered(CountryHarness.person(), WH, 1, null, FOREVER)
              .setTimeZone("Asia/Tokyo") // already the fourth there
              .build());

      InvitationIssued invitation = season.invites(WH);

      assertThat(invitation.getAnswerBy()).isEqualTo(Instant.parse("2026-02-14T15:00:00Z"));
    }

    @Test
    void aTimeZoneThatDoesNotExistIsReadAsToronto() {
      season.at("2026-02-03T16:00:00Z");
      season.give(
          season
              .entered(CountryHarness.person(), WH, 1, null, FOREVER)
              .setTimeZone("Mars/Olympus_Mons")
              .build());

      assertThat(season.invites(WH).getAnswerBy()).isEqualTo(Instant.parse("2026-02-14T05:00:00Z"));
    }

    @Test
    void invitationsAreIssuedInPortionsAndEachOnce() {
      for (int i = 0; i < 5; i++) {
        season.enters(WH);
      }
      season.command(CountryHarness.order(WH, 5));
      assertThat(season.country.pending()).isEqualTo(5);

      List<InvitationsEvent> first = season.issue(2).invitations();
      List<InvitationsEvent> second = season.issue(2).invitations();
      List<InvitationsEvent> third = season.issue(2).invitations();
      List<InvitationsEvent> fourth = season.issue(2).invitations();

      assertThat(List.of(first.size(), second.size(), third.size(), fourth.size()))
          .containsExactly(2, 2, 1, 0);
      assertThat(season.country.pending()).isZero();
    }
  }

  @Nested
  class Answers {

    @Test
    void anAcceptedInvitationHasTwentyDaysToApply() {
      season.enters(WH);
      InvitationIssued invitation = season.invites(WH);
      season.at("2026-02-10T12:00:00Z");

      season.accepts(invitation);

      assertThat(season.stateOf(invitation).state())
          .isEqualTo(new Accepted(Instant.parse("2026-03-03T05:00:00Z")));
    }

    @Test
    void anAcceptanceInTimeIsConfirmedWithTheDeadlineToApply() {
      season.enters(WH);
      InvitationIssued invitation = season.invites(WH);
      season.forget();
      Instant acceptedAt = Instant.parse("2026-02-10T12:00:00Z");
      season.at("2026-02-11T12:00:00Z");

      season.accepts(invitation, acceptedAt);

      assertThat(season.invitations)
          .containsExactly(
              AcceptanceConfirmed.newBuilder()
                  .setEventId(EventIds.of("AcceptanceConfirmed", invitation.getInvitationId()))
                  .setOccurredAt(season.now)
                  .setPool(WH)
                  .setInvitationId(invitation.getInvitationId())
                  .setProfileId(invitation.getProfileId())
                  .setCandidateId(invitation.getCandidateId())
                  .setAcceptedAt(acceptedAt)
                  .setSubmitBy(Instant.parse("2026-03-03T05:00:00Z"))
                  .build());
      assertThat(season.stateOf(invitation).due())
          .isEqualTo(confirmed(invitation).orElseThrow().getSubmitBy());
    }

    @Test
    void anAcceptanceThatIsReadAfterTheApplicationIsNotConfirmedBecauseNoDeadlineApplies() {
      season.enters(WH);
      InvitationIssued invitation = season.invites(WH);
      season.applies(invitation);

      season.accepts(invitation);

      assertThat(confirmed(invitation)).isEmpty();
    }

    @Test
    void theTwentyDaysCountFromTheAcceptanceWheneverItIsRead() {
      season.enters(WH);
      InvitationIssued invitation = season.invites(WH);
      season.at("2026-02-10T12:00:00Z");
      Instant accepted = season.now.minus(Duration.ofDays(3));

      season.accepts(invitation, accepted);

      assertThat(season.stateOf(invitation).state())
          .isEqualTo(new Accepted(Instant.parse("2026-02-28T05:00:00Z")));
    }

    @Test
    void anAcceptanceFromBeforeTheDrawHasTheTimeFromTheDraw() {
      season.enters(WH);
      InvitationIssued invitation = season.invites(WH);
      Instant drawn = season.now;
      season.at("2026-02-10T12:00:00Z");

      season.accepts(invitation, drawn.minus(Duration.ofDays(30)));

      assertThat(season.stateOf(invitation).state())
          .isEqualTo(new Accepted(Instant.parse("2026-02-24T05:00:00Z")));
    }

    @Test
    void aDeclinedInvitationClosesAndTheNextStayBeginsAtOnce() {
      season.enters(WH, YP);
      InvitationIssued invitation = season.invites(WH);

      season.declines(invitation);

      assertThat(closed(invitation)).isEqualTo(ClosedCause.DECLINED);
      assertThat(season.drawable(WH)).isEqualTo(1);
      assertThat(season.drawable(YP)).as("only the drawn pool, until the entry").isZero();
      assertThat(season.size(WH)).isEqualTo(1);
      assertThat(season.invites(WH).getStay()).isEqualTo(2);
    }

    @Test
    void aCandidateWhoDeclinedIsInLaterRounds() {
      season.enters(WH);
      InvitationIssued first = season.invites(WH);
      season.declines(first);

      InvitationIssued second = season.invites(WH);

      assertThat(second.getProfileId()).isEqualTo(first.getProfileId());
      assertThat(second.getInvitationId()).isNotEqualTo(first.getInvitationId());
      assertThat(season.stateOf(second).open()).isTrue();
    }

    @Test
    void aDeclineOfAnOlderProfilesInvitationBeginsNoStay() {
      Person person = season.enters(WH);
      InvitationIssued invitation = season.invites(WH);
      season.enters(person.withAnotherProfile(), YP, 1, null);

      season.declines(invitation);

      assertThat(season.drawable(WH)).isZero();
      assertThat(season.drawable(YP)).isEqualTo(1);
      assertThat(season.size(WH)).as("counted, until pool-service leaves it").isEqualTo(1);
    }

    @Test
    void theReturnAfterADeclineInheritsTheLastEligibleDay() {
      season.at("2026-02-03T16:00:00Z");
      season.enters(CountryHarness.person(), WH, 1, null, LocalDate.parse("2026-02-05"));
      season.declines(season.invites(WH));

      season.at("2026-02-06T16:00:00Z");

      assertThat(season.drawable(WH)).isZero();
    }

    @Test
    void aDeclineOfAnAcceptedInvitationIsRejected() {
      season.enters(WH);
      InvitationIssued invitation = season.invites(WH);
      season.accepts(invitation);
      season.forget();

      season.declines(invitation);

      assertThat(rejected()).containsExactly(Answer.DECLINE);
      assertThat(season.size(WH)).isZero();
    }

    @Test
    void aDeclineOfAnAppliedInvitationIsRejected() {
      season.enters(WH);
      InvitationIssued invitation = season.invites(WH);
      season.applies(invitation);
      season.forget();

      season.declines(invitation);

      assertThat(rejected()).containsExactly(Answer.DECLINE);
    }

    @Test
    void aDeclineOfAnInvitationThatClosedOtherwiseIsRejected() {
      season.enters(WH);
      InvitationIssued invitation = season.invites(WH);
      season.at("2026-03-01T00:00:00Z");
      season.tick();
      season.forget();

      season.declines(invitation);

      assertThat(rejected()).containsExactly(Answer.DECLINE);
      assertThat(season.drawable(WH)).isZero();
    }

    @Test
    void aRepeatedAcceptanceIsSilentWhileOpenAndAfterTheEnd() {
      season.enters(WH);
      InvitationIssued invitation = season.invites(WH);
      season.accepts(invitation);
      season.forget();

      season.accepts(invitation);
      season.applies(invitation);
      season.accepts(invitation);
      season.getsLoi(invitation);
      season.accepts(invitation);

      assertThat(season.invitations)
          .extracting(e -> e.getClass().getSimpleName())
          .containsExactly("InvitationClosed");
    }

    @Test
    void aRepeatedAcceptanceDoesNotMoveTheDeadline() {
      season.enters(WH);
      InvitationIssued invitation = season.invites(WH);
      season.accepts(invitation);
      Instant due = season.stateOf(invitation).due();

      season.at("2026-02-08T16:00:00Z");
      season.accepts(invitation);

      assertThat(season.stateOf(invitation).due()).isEqualTo(due);
    }

    @Test
    void anAcceptanceOfAClosedInvitationThatNeverWasAcceptedIsRejected() {
      season.enters(WH);
      InvitationIssued invitation = season.invites(WH);
      season.declines(invitation);
      season.forget();

      season.accepts(invitation);

      assertThat(rejected()).containsExactly(Answer.ACCEPT);
    }

    @Test
    void aDeclineAgainIsSilent() {
      season.enters(WH);
      InvitationIssued invitation = season.invites(WH);
      season.declines(invitation);
      season.forget();

      season.declines(invitation);

      assertThat(season.invitations).isEmpty();
      assertThat(season.size(WH)).isEqualTo(1);
    }
  }

  @Nested
  class Applications {

    @Test
    void anApplicationImpliesTheAcceptanceAndEndsTheDeadline() {
      season.enters(WH);
      InvitationIssued invitation = season.invites(WH);

      season.applies(invitation);
      season.at("2026-09-01T00:00:00Z");
      season.tick();

      assertThat(season.stateOf(invitation).state()).isEqualTo(new Applied());
      assertThat(season.stateOf(invitation).accepted()).isTrue();
    }

    @Test
    void anApplicationOfAnAcceptedInvitationEndsTheDeadline() {
      season.enters(WH);
      InvitationIssued invitation = season.invites(WH);
      season.accepts(invitation);

      season.applies(invitation);
      season.at("2026-09-01T00:00:00Z");
      season.tick();

      assertThat(season.stateOf(invitation).state()).isEqualTo(new Applied());
    }

    @Test
    void aClosedApplicationClosesAnOpenInvitationInAnyState() {
      season.enters(WH);
      InvitationIssued invited = season.invites(WH);
      season.applicationCloses(invited);
      season.enters(WH);
      InvitationIssued accepted = season.invites(WH);
      season.accepts(accepted);
      season.applicationCloses(accepted);
      season.enters(WH);
      InvitationIssued applied = season.invites(WH);
      season.applies(applied);
      season.applicationCloses(applied);

      assertThat(List.of(closed(invited), closed(accepted), closed(applied)))
          .containsOnly(ClosedCause.APPLICATION_CLOSED);
    }

    @Test
    void anLoiClosesAnOpenInvitationInAnyState() {
      season.enters(WH);
      InvitationIssued invited = season.invites(WH);
      season.getsLoi(invited);
      season.enters(WH);
      InvitationIssued accepted = season.invites(WH);
      season.accepts(accepted);
      season.getsLoi(accepted);
      season.enters(WH);
      InvitationIssued applied = season.invites(WH);
      season.applies(applied);
      season.getsLoi(applied);

      assertThat(List.of(closed(invited), closed(accepted), closed(applied)))
          .containsOnly(ClosedCause.LOI_ISSUED);
    }

    @Test
    void anLoiOfAnInvitationThatClosedOtherwiseIsRejectedButCounts() {
      season.enters(WH);
      InvitationIssued invitation = season.invites(WH);
      season.applicationCloses(invitation);
      season.forget();

      season.getsLoi(invitation);

      assertThat(rejected()).containsExactly(Answer.LOI);
      assertThat(lois()).isEqualTo(1);
    }

    @Test
    void anLoiAgainOrItsCancellationWritesNothing() {
      season.enters(WH);
      InvitationIssued invitation = season.invites(WH);
      season.getsLoi(invitation);
      season.forget();

      season.getsLoi(invitation);
      assertThat(lois()).isEqualTo(1);
      season.loiIsCancelled(invitation);
      season.loiIsCancelled(invitation);

      assertThat(season.invitations).isEmpty();
      assertThat(lois()).isZero();
    }

    @Test
    void anApplicationOfAnAppliedOrClosedInvitationChangesNothing() {
      season.enters(WH);
      InvitationIssued invitation = season.invites(WH);
      season.applies(invitation);
      season.applies(invitation);
      season.applicationCloses(invitation);
      season.forget();

      season.applies(invitation);
      season.applicationCloses(invitation);

      assertThat(season.invitations).isEmpty();
      assertThat(closedIn(invitation)).isEqualTo(ClosedCause.APPLICATION_CLOSED);
    }

    private int lois() {
      return season.country.pools().stream()
          .filter(row -> row.pool().equals(WH))
          .findFirst()
          .orElseThrow()
          .lois();
    }
  }

  @Nested
  class Time {

    @Test
    void anInvitationNotAnsweredWithinTenDaysLapses() {
      season.enters(WH);
      InvitationIssued invitation = season.invites(WH);

      season.now = invitation.getAnswerBy().minusMillis(1);
      season.tick();
      assertThat(season.stateOf(invitation).open()).isTrue();
      season.now = invitation.getAnswerBy();
      season.tick();

      assertThat(closed(invitation)).isEqualTo(ClosedCause.NOT_ANSWERED);
      assertThat(season.drawable(WH)).isZero();
    }

    @Test
    void anInvitationWithoutApplicationTwentyDaysAfterAcceptanceLapses() {
      season.enters(WH);
      InvitationIssued invitation = season.invites(WH);
      season.accepts(invitation);
      Instant due = season.stateOf(invitation).due();

      season.now = invitation.getAnswerBy();
      season.tick();
      assertThat(season.stateOf(invitation).open()).isTrue();
      season.now = due;
      season.tick();

      assertThat(closed(invitation)).isEqualTo(ClosedCause.NOT_SUBMITTED);
    }

    @Test
    void afterWeeksWithoutATickOverdueInvitationsLapseOnceAndLaterAnswersAreRejected() {
      season.enters(WH);
      InvitationIssued first = season.invites(WH);
      season.accepts(first);
      season.now = season.now.plus(Duration.ofDays(3));
      season.enters(WH);
      InvitationIssued second = season.invites(WH);

      // Nothing else happens in this country, and there are no ticks.
      season.now = season.now.plus(Duration.ofDays(60));
      season.tick();
      season.tick();

      assertThat(season.invitations)
          .filteredOn(InvitationClosed.class::isInstance)
          .extracting(e -> ((InvitationClosed) e).getCause())
          .containsExactlyInAnyOrder(ClosedCause.NOT_SUBMITTED, ClosedCause.NOT_ANSWERED);
      season.accepts(second);
      assertThat(season.invitations)
          .last()
          .isInstanceOfSatisfying(
              AnswerRejected.class,
              e -> assertThat(e.getReason()).contains("ended before", "NOT_ANSWERED"));
    }

    @Test
    void openInvitationsKeepTheirDeadlinesAtTheSeasonsClose() {
      season.now = CountryHarness.FINAL_ROUND;
      season.enters(WH);
      InvitationIssued invitation = season.invites(WH);
      season.accepts(invitation);

      season.now = CountryHarness.CLOSES;
      season.tick();

      assertThat(season.stateOf(invitation).open()).isTrue();
    }
  }

  /** This service was down over a deadline and reads what entered the log in the meantime. */
  @Nested
  class LogTime {

    private InvitationIssued invitation;

    /** A day after the deadline of the invitation; nothing has been read since. */
    private void away(PoolId... pools) {
      season.enters(pools);
      invitation = season.invites(WH);
      season.watermark = invitation.getAnswerBy().minusSeconds(3600);
      season.now = invitation.getAnswerBy().plus(Duration.ofDays(1));
    }

    private void inTime() {
      season.loggedAt = invitation.getAnswerBy().minusMillis(1);
    }

    private void late() {
      season.loggedAt = invitation.getAnswerBy();
    }

    private void allIsRead() {
      season.watermark = invitation.getAnswerBy();
      season.tick();
    }

    @Test
    void nothingLapsesWhileSomethingFromBeforeTheDeadlineMayBeUnread() {
      away(WH);

      season.tick();

      assertThat(season.stateOf(invitation).open()).isTrue();
    }

    @Test
    void anAcceptanceInTimeCountsThoughItIsReadADayAfterTheDeadline() {
      away(WH);
      season.tick();

      inTime();
      season.accepts(invitation);
      allIsRead();

      assertThat(season.stateOf(invitation).state()).isInstanceOf(Accepted.class);
      assertThat(confirmed(invitation)).isPresent();
      assertThat(rejected()).isEmpty();
    }

    @Test
    void aDeclineInTimeCountsThoughItIsReadADayAfterTheDeadline() {
      away(WH);
      season.tick();

      inTime();
      season.declines(invitation);
      allIsRead();

      assertThat(closed(invitation)).isEqualTo(DECLINED);
      assertThat(season.drawable(WH)).isEqualTo(1);
    }

    @Test
    void anApplicationInTimeCountsThoughItIsReadADayAfterTheDeadline() {
      away(WH);
      season.tick();

      inTime();
      season.applies(invitation);
      allIsRead();

      assertThat(season.stateOf(invitation).state()).isEqualTo(new Applied());
    }

    @Test
    void aWithdrawalInTimeCountsThoughItIsReadADayAfterTheDeadline() {
      away(WH);
      season.tick();

      inTime();
      season.leaves(holder(), WH, 1, WITHDRAWN);
      allIsRead();

      assertThat(closed(invitation)).isEqualTo(ClosedCause.PROFILE_WITHDRAWN);
    }

    @Test
    void anApplicationInTimeForAnAcceptedOneCountsThoughItIsReadLater() {
      season.enters(WH);
      invitation = season.invites(WH);
      season.accepts(invitation);
      Instant submitBy = season.stateOf(invitation).due();
      season.now = submitBy.plus(Duration.ofDays(3));
      season.watermark = submitBy.minusMillis(1);
      season.tick();

      season.loggedAt = submitBy.minusMillis(1);
      season.applies(invitation);
      season.watermark = season.now;
      season.tick();

      assertThat(season.stateOf(invitation).state()).isEqualTo(new Applied());
    }

    @Test
    void aLateAnswerIsRejectedOnceEverythingFromBeforeTheDeadlineIsRead() {
      away(WH);
      late();
      season.accepts(invitation);
      assertThat(season.stateOf(invitation).open()).isTrue();
      assertThat(rejected()).as("not judged yet").isEmpty();

      allIsRead();

      assertThat(closed(invitation)).isEqualTo(ClosedCause.NOT_ANSWERED);
      assertThat(rejected()).containsExactly(Answer.ACCEPT);
      assertThat(confirmed(invitation)).isEmpty();
    }

    @Test
    void aLateAnswerDoesNotOvertakeOneInTimeOnAnotherTopic() {
      away(WH);
      late();
      season.declines(invitation);
      season.getsLoi(invitation);

      inTime();
      season.applies(invitation);

      assertThat(rejected()).containsExactly(Answer.DECLINE);
      assertThat(closed(invitation)).isEqualTo(ClosedCause.LOI_ISSUED);
      assertThat(season.size(WH)).isZero();
    }

    @Test
    void aLateApplicationDoesNotOvertakeAnAcceptanceInTime() {
      away(WH);
      late();
      season.applies(invitation);
      assertThat(season.stateOf(invitation).state()).isEqualTo(new Invited());

      inTime();
      season.accepts(invitation);
      allIsRead();

      assertThat(season.stateOf(invitation).state())
          .as("within the twenty days that follow")
          .isEqualTo(new Applied());
    }

    @Test
    void aLateDeclineCountsFromWhenItIsReadUntilItIsRefused() {
      away(WH);
      late();
      season.declines(invitation);
      season.declines(invitation);
      assertThat(season.size(WH)).as("as everybody counts it").isEqualTo(1);

      allIsRead();

      assertThat(season.size(WH)).isZero();
      assertThat(rejected()).containsExactly(Answer.DECLINE);
      season.declines(invitation);
      assertThat(season.size(WH)).isZero();
    }

    @Test
    void aLateWithdrawalEndsNothing() {
      away(WH);
      late();
      season.leaves(holder(), WH, 1, WITHDRAWN);

      allIsRead();

      assertThat(closed(invitation)).isEqualTo(ClosedCause.NOT_ANSWERED);
      assertThat(rejected()).isEmpty();
    }

    @Test
    void aLateAnswerOfAVoidedInvitationIsJudgedAtOnce() {
      away(WH);
      late();
      season.declines(invitation);

      season.corrects(season.correction(invitation));

      assertThat(closed(invitation)).isEqualTo(ClosedCause.VOIDED);
      assertThat(rejected()).containsExactly(Answer.DECLINE);
      assertThat(season.size(WH)).isEqualTo(1);
    }

    @Test
    void heldAnswersSurviveARestart() {
      away(WH);
      late();
      season.declines(invitation);
      season.getsLoi(invitation);

      CountryHarness restarted = season.restored();
      restarted.watermark = invitation.getAnswerBy();
      restarted.tick();

      assertThat(restarted.invitations)
          .extracting(e -> e.getClass().getSimpleName())
          .containsExactly("InvitationClosed", "AnswerRejected", "AnswerRejected");
      assertThat(restarted.size(WH)).isZero();
    }

    private Person holder() {
      return new Person(invitation.getCandidateId(), invitation.getProfileId());
    }
  }

  @Nested
  class UnknownInvitations {

    @Test
    void answersToAnInvitationFromElsewhereAreNotRejected() {
      InvitationIssued elsewhere = season.elsewhere(WH);

      season.accepts(elsewhere);
      season.declines(elsewhere);
      season.applies(elsewhere);
      season.applicationCloses(elsewhere);
      season.getsLoi(elsewhere);
      season.loiIsCancelled(elsewhere);

      assertThat(season.invitations).isEmpty();
    }

    /** Anyone who knows a profile and an announced round can compute the invitation's id. */
    @Test
    void anInvitationDeclinedBeforeItsDrawEndsWithItAndIsCountedOnce() {
      RoundOrder order = CountryHarness.order(YP, 1);
      Person person = season.enters(WH, YP);
      InvitationIssued foreseen = foreseen(person, order);
      season.declines(foreseen);
      assertThat(season.size(YP)).as("as everybody counts it").isEqualTo(2);

      season.command(order, CountryHarness.order(WH, 1));

      assertThat(closed(foreseen)).isEqualTo(DECLINED);
      assertThat(issued())
          .as("also in no other round of the order")
          .containsExactly(foreseen.getInvitationId());
      assertThat(season.size(YP)).isEqualTo(1);
      season.declines(foreseen);
      season.tick();
      assertThat(season.size(YP)).isEqualTo(1);
      assertThat(season.drawable(YP)).isEqualTo(1);
      assertThat(season.drawable(WH)).isZero();
      assertThat(season.restored().drawable(YP)).isEqualTo(1);
    }

    @Test
    void aDeclineBeforehandEndsNobodyElsesInvitation() {
      RoundOrder order = CountryHarness.order(WH, 1);
      Person person = season.enters(WH);
      InvitationIssued foreseen = foreseen(person, order);
      season.declines(
          InvitationIssued.newBuilder(foreseen).setCandidateId(UUID.randomUUID()).build());

      season.command(order);
      season.tick();

      assertThat(season.stateOf(foreseen).open()).isTrue();
    }

    private InvitationIssued foreseen(Person person, RoundOrder order) {
      return InvitationIssued.newBuilder(season.elsewhere(order.getPool()))
          .setRoundId(order.getRoundId())
          .setInvitationId(Draw.invitationId(order.getRoundId(), person.profileId()))
          .setProfileId(person.profileId())
          .setCandidateId(person.candidateId())
          .build();
    }

    private List<UUID> issued() {
      return season.invitations.stream()
          .filter(InvitationIssued.class::isInstance)
          .map(e -> ((InvitationIssued) e).getInvitationId())
          .toList();
    }
  }

  @Nested
  class Order {

    @Test
    void anInvitationIsIssuedBeforeItCloses() {
      season.enters(WH);
      season.command(CountryHarness.order(WH, 1));
      Person person = onlyOne();

      season.leaves(person, WH, 1, WITHDRAWN);
      season.tick();

      assertThat(season.invitations)
          .extracting(e -> e.getClass().getSimpleName())
          .containsExactly("InvitationIssued", "InvitationClosed");
    }

    @Test
    void anInvitationIsIssuedBeforeItsAcceptanceIsConfirmed() {
      RoundOrder order = CountryHarness.order(WH, 1);
      Person person = season.enters(WH);
      season.command(order);
      assertThat(season.invitations).as("not issued yet").isEmpty();

      season.accepts(
          InvitationIssued.newBuilder(season.elsewhere(WH))
              .setInvitationId(Draw.invitationId(order.getRoundId(), person.profileId()))
              .setProfileId(person.profileId())
              .setCandidateId(person.candidateId())
              .build());
      season.tick();

      assertThat(season.invitations)
          .extracting(e -> e.getClass().getSimpleName())
          .containsExactly("InvitationIssued", "AcceptanceConfirmed");
    }

    @Test
    void roundsAndVerdictsShareOneSequence() {
      season.enters(WH);
      long drawn = season.command(CountryHarness.order(WH, 1)).getFirst().getSeq();
      season.tick();
      InvitationIssued invitation = (InvitationIssued) season.invitations.getLast();

      season.declines(invitation);
      long declined = ((InvitationClosed) season.invitations.getLast()).getSeq();
      long drawnAgain = season.command(CountryHarness.order(WH, 1)).getFirst().getSeq();

      assertThat(List.of(declined, drawnAgain)).containsExactly(drawn + 1, drawn + 2);
    }

    private Person onlyOne() {
      CandidateRow row = season.country.row(season.outcome.candidates().iterator().next());
      return new Person(row.candidateId(), row.current());
    }
  }

  private ClosedCause closed(InvitationIssued invitation) {
    List<ClosedCause> verdicts =
        season.invitations.stream()
            .filter(InvitationClosed.class::isInstance)
            .map(InvitationClosed.class::cast)
            .filter(e -> e.getInvitationId().equals(invitation.getInvitationId()))
            .map(InvitationClosed::getCause)
            .toList();
    assertThat(verdicts).as("each invitation ends once").hasSize(1);
    assertThat(closedIn(invitation)).isEqualTo(verdicts.getFirst());
    return verdicts.getFirst();
  }

  private Optional<AcceptanceConfirmed> confirmed(InvitationIssued invitation) {
    return season.invitations.stream()
        .filter(AcceptanceConfirmed.class::isInstance)
        .map(AcceptanceConfirmed.class::cast)
        .filter(e -> e.getInvitationId().equals(invitation.getInvitationId()))
        .reduce(
            (_, _) -> {
              throw new AssertionError("confirmed twice: " + invitation);
            });
  }

  private ClosedCause closedIn(InvitationIssued invitation) {
    return ((Closed) season.stateOf(invitation).state()).cause();
  }

  private List<Answer> rejected() {
    return season.invitations.stream()
        .filter(AnswerRejected.class::isInstance)
        .map(e -> ((AnswerRejected) e).getAnswer())
        .toList();
  }
}
