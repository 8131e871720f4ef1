package org.iecpools.profile.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.iecpools.events.Category.WORKING_HOLIDAY;
import static org.iecpools.events.Category.YOUNG_PROFESSIONALS;
import static org.iecpools.profile.Story.CLOSES;
import static org.iecpools.profile.Story.NOW;
import static org.iecpools.profile.Story.WH;
import static org.iecpools.profile.Story.YP;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.iecpools.events.Answer;
import org.iecpools.events.CandidateEvent;
import org.iecpools.events.Category;
import org.iecpools.events.ClosedCause;
import org.iecpools.events.LeaveCause;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.PoolId;
import org.iecpools.kit.stream.StateAsJson;
import org.iecpools.kit.stream.StateSerde;
import org.iecpools.profile.Story;
import org.iecpools.profile.domain.Standing.PoolStay;
import org.iecpools.profile.domain.Standing.Status;
import org.iecpools.profile.domain.Standing.StayState;
import org.iecpools.profile.domain.Standing.Withdrawal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StandingTest {

  private final Story story = new Story();

  private Invitation invitation(Standing standing) {
    return ((Status.Invited) standing.status()).invitation();
  }

  private Standing after(CandidateEvent... events) {
    return after(NOW, List.of(events));
  }

  private Standing after(Instant now, List<CandidateEvent> events) {
    return standing(story, now, events);
  }

  private static Standing standing(Story story, Instant now, List<CandidateEvent> events) {
    Candidate candidate = Candidate.unknown();
    for (CandidateEvent event : events) {
      candidate = candidate.with(event);
    }
    return Standing.of(
        candidate.profile(story.profile).orElseThrow(), _ -> Optional.of(CLOSES), now);
  }

  private static EndCause ended(Standing standing) {
    return ((Status.Ended) standing.status()).cause();
  }

  private List<String> stays(Standing standing) {
    return standing.stays().stream()
        .map(stay -> stay.pool().getCategory() + " " + stay.number() + " " + stay.state())
        .toList();
  }

  @Test
  void aProfileIsPendingUntilItIsDecided() {
    Standing standing = after(story.submitted(WORKING_HOLIDAY));

    assertThat(standing.status()).isEqualTo(new Status.Pending());
    assertThat(standing.isLive()).isTrue();
  }

  @Test
  void aProfileInAPoolIsActiveAndListsThePoolsThatRefusedIt() {
    Standing standing =
        after(
            story.submitted(WORKING_HOLIDAY, YOUNG_PROFESSIONALS),
            story.refused(YP, "NO_JOB_OFFER"),
            story.entered(WH, 1));

    assertThat(standing.status()).isEqualTo(new Status.Active());
    assertThat(standing.profile().refused()).containsOnlyKeys("2026/IE/YOUNG_PROFESSIONALS");
    assertThat(standing.stays())
        .containsExactly(new PoolStay(WH, 1, StayState.IN, NOW, null, null, Story.ELIGIBLE_UNTIL));
  }

  @Test
  void aRejectedProfileHasEndedWithEveryReason() {
    Standing standing = after(story.submitted(WORKING_HOLIDAY), story.rejected("TOO_OLD"));

    assertThat(ended(standing)).isEqualTo(EndCause.REJECTED);
    assertThat(((Status.Ended) standing.status()).reasons())
        .extracting("code")
        .containsExactly("TOO_OLD");
    assertThat(standing.isLive()).isFalse();
  }

  @Test
  void aDrawTakesTheCandidateOutOfAllPools() {
    Standing standing =
        after(
            story.entered(WH, 1),
            story.entered(YP, 1),
            story.issued(WH, 1),
            story.left(YP, 1, LeaveCause.INVITED));

    assertThat(standing.status()).isInstanceOf(Status.Invited.class);
    assertThat(stays(standing))
        .containsExactlyInAnyOrder("WORKING_HOLIDAY 1 INVITED", "YOUNG_PROFESSIONALS 1 LEFT");
  }

  @Test
  void aProfileThatLeftAPoolForAnUnreadInvitationIsPending() {
    Standing standing = after(story.entered(YP, 1), story.left(YP, 1, LeaveCause.INVITED));

    assertThat(standing.status()).isEqualTo(new Status.Pending());
  }

  @Test
  void anInvitationHasTheStateOfItsLatestAnswer() {
    Standing open = after(story.entered(WH, 1), story.issued(WH, 1));
    Standing accepted = after(story.entered(WH, 1), story.issued(WH, 1), story.accepted(WH, 1));
    Standing applied = after(story.entered(WH, 1), story.applied(WH, 1), story.issued(WH, 1));

    assertThat(((Status.Invited) open.status()).invitation().state())
        .isEqualTo(new Invitation.State.Open());
    Invitation invitation = ((Status.Invited) accepted.status()).invitation();
    assertThat(invitation.state()).isEqualTo(new Invitation.State.Accepted());
    // Twenty days after 2 March; daylight saving time does not begin in Dublin before 29 March.
    assertThat(invitation.submitBy(accepted.profile().zone()))
        .contains(Instant.parse("2026-03-23T00:00:00Z"));
    assertThat(((Status.Invited) applied.status()).invitation().state())
        .isEqualTo(new Invitation.State.Applied());
  }

  @Test
  void theDeadlineToApplyIsTheOneThatInvitationServiceStates() {
    Instant stated = Instant.parse("2026-03-23T04:00:00Z");

    Standing standing =
        after(
            story.entered(WH, 1),
            story.issued(WH, 1),
            story.accepted(WH, 1),
            story.confirmed(WH, 1, stated));

    assertThat(invitation(standing).submitBy(standing.profile().zone())).contains(stated);
  }

  @Test
  void aConfirmedInvitationIsAcceptedEvenIfTheAcceptanceHasNotBeenRead() {
    Standing standing =
        after(
            story.entered(WH, 1),
            story.issued(WH, 1),
            story.confirmed(WH, 1, Instant.parse("2026-03-23T00:00:00Z")));

    assertThat(invitation(standing).state()).isEqualTo(new Invitation.State.Accepted());
    assertThat(invitation(standing).acceptedAt()).contains(NOW);
  }

  @Test
  void anAcceptanceThatCameTooLateDoesNotCount() {
    Standing standing =
        after(
            story.entered(WH, 1),
            story.issued(WH, 1),
            story.closed(WH, 1, ClosedCause.NOT_ANSWERED),
            story.accepted(WH, 1),
            story.answerRejected(WH, 1, Answer.ACCEPT));

    Invitation invitation = standing.profile().invitations().get(story.invitation(WH, 1));
    assertThat(ended(standing)).isEqualTo(EndCause.NOT_ANSWERED);
    assertThat(invitation.acceptedAt()).isEmpty();
    assertThat(invitation.rejected()).containsEntry(Answer.ACCEPT, "Too late.");
  }

  @Test
  void afterADeclineTheCandidateIsInAllTheirPoolsAgain() {
    Standing standing =
        after(
            story.entered(WH, 1),
            story.entered(YP, 1),
            story.issued(WH, 1),
            story.left(YP, 1, LeaveCause.INVITED),
            story.declined(WH, 1),
            story.closed(WH, 1, ClosedCause.DECLINED),
            story.entered(YP, 2));

    assertThat(standing.status()).isEqualTo(new Status.Active());
    assertThat(stays(standing))
        .containsExactlyInAnyOrder(
            "WORKING_HOLIDAY 1 INVITED",
            "WORKING_HOLIDAY 2 IN",
            "YOUNG_PROFESSIONALS 1 LEFT",
            "YOUNG_PROFESSIONALS 2 IN");
  }

  @Test
  void aCandidateWhoseInvitationWasVoidedIsInAllTheirPoolsAgain() {
    Standing standing =
        after(
            story.entered(WH, 1),
            story.entered(YP, 1),
            story.issued(WH, 1),
            story.left(YP, 1, LeaveCause.INVITED),
            story.closed(WH, 1, ClosedCause.VOIDED),
            story.entered(YP, 2));

    assertThat(standing.status()).isEqualTo(new Status.Active());
    assertThat(stays(standing))
        .containsExactlyInAnyOrder(
            "WORKING_HOLIDAY 1 INVITED",
            "WORKING_HOLIDAY 2 IN",
            "YOUNG_PROFESSIONALS 1 LEFT",
            "YOUNG_PROFESSIONALS 2 IN");
  }

  @Test
  void aDeclineThatHasNoVerdictYetChangesNothing() {
    Standing standing = after(story.entered(WH, 1), story.issued(WH, 1), story.declined(WH, 1));

    assertThat(standing.status()).isInstanceOf(Status.Invited.class);
  }

  @ParameterizedTest
  @CsvSource({
    "NOT_ANSWERED, NOT_ANSWERED",
    "NOT_SUBMITTED, NOT_SUBMITTED",
    "PROFILE_WITHDRAWN, WITHDRAWN",
    "LOI_ISSUED, LOI_ISSUED"
  })
  void theseVerdictsEndTheProfile(ClosedCause verdict, EndCause end) {
    Standing standing =
        after(story.entered(WH, 1), story.issued(WH, 1), story.closed(WH, 1, verdict));

    assertThat(ended(standing)).isEqualTo(end);
  }

  @Test
  void aClosedApplicationMakesTheProfileActiveAgain() {
    Standing returning =
        after(
            story.entered(WH, 1),
            story.issued(WH, 1),
            story.applied(WH, 1),
            story.applicationClosed(WH, 1),
            story.closed(WH, 1, ClosedCause.APPLICATION_CLOSED));
    Standing back =
        after(
            story.entered(WH, 1),
            story.issued(WH, 1),
            story.closed(WH, 1, ClosedCause.APPLICATION_CLOSED),
            story.entered(WH, 2));

    assertThat(returning.status()).isEqualTo(new Status.Pending());
    assertThat(back.status()).isEqualTo(new Status.Active());
  }

  @Test
  void aClosedApplicationThatNobodyMayReturnFromEndsTheProfileWithoutAnEvent() {
    List<CandidateEvent> events =
        List.of(
            story.entered(WH, 1),
            story.issued(WH, 1),
            story.closed(WH, 1, ClosedCause.APPLICATION_CLOSED));

    assertThat(ended(after(CLOSES, events))).isEqualTo(EndCause.SEASON_ENDED);
    Standing noSeason =
        Standing.of(
            after(NOW, events).profile(),
            _ -> Optional.empty(),
            Instant.parse("2036-06-15T12:00:00Z"));
    assertThat(ended(noSeason)).isEqualTo(EndCause.AGE);
  }

  @Test
  void aWithdrawnProfileHasEndedWhicheverPoolsItWasIn() {
    Standing standing =
        after(
            story.entered(WH, 1),
            story.entered(YP, 1),
            story.withdrawn(),
            story.left(WH, 1, LeaveCause.WITHDRAWN),
            story.left(YP, 1, LeaveCause.WITHDRAWN));

    assertThat(ended(standing)).isEqualTo(EndCause.WITHDRAWN);
    assertThat(standing.withdrawal()).isEqualTo(new Withdrawal.Granted());
  }

  @Test
  void aWithdrawalOfAnInvitedProfileWaitsForInvitationService() {
    Standing standing =
        after(
            story.entered(WH, 1),
            story.issued(WH, 1),
            story.withdrawn(),
            story.left(WH, 1, LeaveCause.WITHDRAWN),
            story.voided(WH, 1));

    assertThat(standing.status()).isInstanceOf(Status.Invited.class);
    assertThat(standing.withdrawal()).isEqualTo(new Withdrawal.Asked());
  }

  @Test
  void aProfileCannotBeWithdrawnWhileAnApplicationIsInProgress() {
    List<CandidateEvent> refused =
        new ArrayList<>(
            List.of(
                story.entered(WH, 1),
                story.issued(WH, 1),
                story.applied(WH, 1),
                story.withdrawn(),
                story.left(WH, 1, LeaveCause.WITHDRAWN),
                story.voided(WH, 1),
                story.answerRejected(WH, 1, Answer.WITHDRAWAL)));
    Standing standing = after(NOW, refused);

    assertThat(standing.status()).isInstanceOf(Status.Invited.class);
    assertThat(standing.withdrawal()).isEqualTo(new Withdrawal.Refused("Too late."));
    assertThat(standing.withdrawalsRefused()).isEqualTo(1);

    refused.add(story.left(WH, 1, LeaveCause.WITHDRAWN));
    assertThat(after(NOW, refused).withdrawal()).isEqualTo(new Withdrawal.Asked());
  }

  @Test
  void aPendingWithdrawalSurvivesTheClosedApplicationAndTheDecline() {
    Standing afterApplication =
        after(
            story.entered(WH, 1),
            story.issued(WH, 1),
            story.left(WH, 1, LeaveCause.WITHDRAWN),
            story.voided(WH, 1),
            story.closed(WH, 1, ClosedCause.APPLICATION_CLOSED));
    Standing afterDecline =
        after(
            story.entered(WH, 1),
            story.issued(WH, 1),
            story.left(WH, 1, LeaveCause.WITHDRAWN),
            story.voided(WH, 1),
            story.closed(WH, 1, ClosedCause.DECLINED),
            story.left(WH, 2, LeaveCause.WITHDRAWN));

    assertThat(ended(afterApplication)).isEqualTo(EndCause.WITHDRAWN);
    assertThat(ended(afterDecline)).isEqualTo(EndCause.WITHDRAWN);
  }

  @Test
  void theProfileOfSomebodyTooOldForAllTheirPoolsHasEnded() {
    Standing one =
        after(story.entered(WH, 1), story.entered(YP, 1), story.left(WH, 1, LeaveCause.AGE));
    Standing all = after(story.entered(WH, 1), story.left(WH, 1, LeaveCause.AGE));

    assertThat(one.status()).isEqualTo(new Status.Active());
    assertThat(ended(all)).isEqualTo(EndCause.AGE);
  }

  @Test
  void aProfileThatIsNoLongerValidHasEnded() {
    Standing left =
        after(
            story.entered(WH, 1),
            story.entered(YP, 1),
            story.left(WH, 1, LeaveCause.AGE),
            story.left(YP, 1, LeaveCause.EXPIRED));

    assertThat(ended(left)).isEqualTo(EndCause.EXPIRED);
  }

  @Test
  void aClosedApplicationAfterTheLastDayOfTheProfileEndsItWithoutAnEvent() {
    LocalDate last = LocalDate.parse("2027-02-01");
    List<CandidateEvent> events =
        List.of(
            PoolEntered.newBuilder(story.entered(WH, 1))
                .setEligibleUntil(last)
                .setValidUntil(last)
                .build(),
            story.issued(WH, 1),
            story.closed(WH, 1, ClosedCause.APPLICATION_CLOSED));

    Standing standing =
        Standing.of(
            after(NOW, events).profile(),
            _ -> Optional.empty(),
            Instant.parse("2027-02-02T00:00:00Z"));

    assertThat(ended(standing)).isEqualTo(EndCause.EXPIRED);
  }

  @Test
  void atTheCloseEveryoneLeavesAndOpenInvitationsGoOn() {
    Standing left = after(story.entered(WH, 1), story.left(WH, 1, LeaveCause.SEASON_ENDED));
    Standing invited =
        after(
            story.entered(WH, 1),
            story.left(WH, 1, LeaveCause.SEASON_ENDED),
            story.issued(WH, 1),
            story.voided(WH, 1));

    assertThat(ended(left)).isEqualTo(EndCause.SEASON_ENDED);
    assertThat(invited.status()).isInstanceOf(Status.Invited.class);
  }

  @Test
  void aWithdrawalIsShownAsRequestedBeforeAnythingFollowsFromIt() {
    Standing standing = after(story.entered(WH, 1), story.withdrawn());

    assertThat(standing.status()).isEqualTo(new Status.Active());
    assertThat(standing.withdrawal()).isEqualTo(new Withdrawal.Asked());
  }

  @Property(tries = 300)
  void theOrderInWhichTheTopicsAreReadAndRepeatsDoNotMatter(@ForAll long seed) {
    Story story = new Story();
    List<CandidateEvent> events =
        List.of(
            story.submitted(WORKING_HOLIDAY, YOUNG_PROFESSIONALS),
            story.entered(WH, 1),
            story.entered(YP, 1),
            story.issued(WH, 1),
            story.left(YP, 1, LeaveCause.INVITED),
            story.declined(WH, 1),
            story.closed(WH, 1, ClosedCause.DECLINED),
            story.entered(YP, 2),
            story.issued(YP, 2),
            story.left(WH, 2, LeaveCause.INVITED),
            story.accepted(YP, 2),
            story.applied(YP, 2),
            story.withdrawn(),
            story.left(YP, 2, LeaveCause.WITHDRAWN),
            story.voided(YP, 2),
            story.answerRejected(YP, 2, Answer.WITHDRAWAL),
            story.loi(YP, 2),
            story.closed(YP, 2, ClosedCause.LOI_ISSUED));
    var mixed = new ArrayList<>(events);
    mixed.addAll(events);
    Collections.shuffle(mixed, new Random(seed));

    Standing straight = standing(story, NOW, events);
    Standing other = standing(story, NOW, mixed);

    assertThat(other.status()).isEqualTo(straight.status());
    assertThat(other.stays()).isEqualTo(straight.stays());
    assertThat(other.withdrawal()).isEqualTo(straight.withdrawal());
  }

  @Test
  void aCandidateIsReadAsAnEarlierVersionStoredIt() {
    Candidate candidate = Candidate.unknown();
    for (CandidateEvent event :
        List.of(
            story.submitted(WORKING_HOLIDAY),
            story.entered(WH, 1),
            story.refused(YP, "NO_JOB_OFFER"),
            story.refused(new PoolId(26, "ie", Category.UNKNOWN, "?"), "CATEGORY_NOT_OFFERED"),
            story.issued(WH, 1),
            story.accepted(WH, 1),
            story.left(WH, 1, LeaveCause.WITHDRAWN),
            story.answerRejected(WH, 1, Answer.WITHDRAWAL),
            story.confirmed(WH, 1, NOW),
            story.closed(WH, 1, ClosedCause.LOI_ISSUED),
            story.rejected("TOO_OLD"))) {
      candidate = candidate.with(event);
    }
    byte[] stored = StateAsJson.of(candidate).toString().getBytes(StandardCharsets.UTF_8);

    Candidate back = StateSerde.json(Candidate.class).deserialize("", stored);

    assertThat(back).isEqualTo(candidate);
  }
}
