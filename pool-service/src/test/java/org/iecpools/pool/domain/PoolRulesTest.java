package org.iecpools.pool.domain;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.iecpools.pool.domain.EndCause.AGE;
import static org.iecpools.pool.domain.EndCause.LOI_ISSUED;
import static org.iecpools.pool.domain.EndCause.REJECTED;
import static org.iecpools.pool.domain.EndCause.SEASON_ENDED;
import static org.iecpools.pool.domain.EndCause.WITHDRAWN;
import static org.iecpools.pool.domain.Scene.X;
import static org.iecpools.pool.domain.Scene.Y;
import static org.iecpools.pool.domain.Scene.Z;

import java.time.Instant;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.iecpools.events.Answer;
import org.iecpools.events.Category;
import org.iecpools.events.ClosedCause;
import org.iecpools.events.Event;
import org.iecpools.events.PoolIds;
import org.iecpools.events.PoolsEvent;
import org.iecpools.pool.domain.Status.Active;
import org.iecpools.pool.domain.Status.Ended;
import org.iecpools.pool.domain.Status.Invited;
import org.iecpools.pool.domain.Status.Parked;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The pool-service table of the protocol, row by row: state, input, guard. */
class PoolRulesTest {

  private static final String BEFORE_CLOSE = "2026-10-30T23:59:59.999Z";
  private static final String CLOSE = "2026-10-31T00:00:00Z";

  private final Scene scene = new Scene();

  @Nested
  @DisplayName("unknown")
  class Unknown {

    @Test
    void submittedWhenItsWithdrawalIsRememberedIsRejectedAsWithdrawn() {
      // given
      scene.withdrawn("p", "w");
      // when
      List<String> written = scene.submitted("p", X);
      // then
      assertThat(written).containsExactly("Rejected p[WITHDRAWN]");
      assertThat(scene.status("p")).isEqualTo(new Ended(REJECTED));
    }

    @Test
    void submittedWhileAnotherHasNotEndedIsParkedAndWritesNothing() {
      scene.submitted("p", X);

      List<String> written = scene.submitted("q", X);

      assertThat(written).isEmpty();
      assertThat(scene.status("q")).isInstanceOf(Parked.class);
      assertThat(scene.in("p")).containsExactly("X1");
    }

    @Test
    void submittedWhileAnotherIsParkedIsRejected() {
      scene.submitted("p", X);
      scene.submitted("q", X);

      List<String> written = scene.submitted("r", X);

      assertThat(written).containsExactly("Rejected r[SECOND_PROFILE]");
      assertThat(scene.status("r")).isEqualTo(new Ended(REJECTED));
      assertThat(scene.status("q")).isInstanceOf(Parked.class);
    }

    @Test
    void submittedWhenTheSeasonIsOverIsRejected() {
      scene.now = Instant.parse(CLOSE);

      List<String> written = scene.submitted("p", X);

      assertThat(written).containsExactly("Rejected p[SEASON_OVER]");
      assertThat(scene.status("p")).isEqualTo(new Ended(REJECTED));
    }

    @Test
    void submittedForAnotherCountryThanTheFirstOfTheSeasonIsRejected() {
      scene.submitted("p", X);
      scene.withdrawn("p", "w");

      List<String> written = scene.submittedBy("FR", "q", X);

      assertThat(written).containsExactly("Rejected q[OTHER_COUNTRY]");
      assertThat(scene.status("q")).isEqualTo(new Ended(REJECTED));
    }

    @Test
    void aRejectedProfileDoesNotBindTheCandidateToItsCountry() {
      scene.closedToEntries.add(X);
      scene.submitted("p", X);

      scene.submittedBy("FR", "q", PoolIds.of(2026, "FR", Category.WORKING_HOLIDAY));

      assertThat(scene.status("q")).isEqualTo(new Active());
    }

    @Test
    void submittedWhenNoWantedPoolFitsAndIsOpenIsRefusedPoolByPoolAndRejectedWithEveryReason() {
      scene.eligibleUntil.put(X, LocalDate.parse("2026-02-28"));
      scene.closedToEntries.add(X);
      scene.closedToEntries.add(Y);

      List<String> written = scene.submitted("p", X, Y);

      assertThat(written)
          .containsExactly(
              "Refused X[TOO_OLD, POOL_CLOSED]",
              "Refused Y[POOL_CLOSED]",
              "Rejected p[TOO_OLD, POOL_CLOSED]");
      assertThat(scene.status("p")).isEqualTo(new Ended(REJECTED));
    }

    @Test
    void submittedEntersEachPoolThatFitsAndIsRefusedByTheOthers() {
      scene.closedToEntries.add(Y);

      List<String> written = scene.submitted("p", X, Y, Z);

      assertThat(written).containsExactly("Refused Y[POOL_CLOSED]", "Entered X1", "Entered Z1");
      assertThat(scene.status("p")).isEqualTo(new Active());
      assertThat(scene.in("p")).containsExactly("X1", "Z1");
    }

    @Test
    void submittedWithAnInvalidPoolEntersTheOthers() {
      List<String> written = scene.submitted("p", X, PoolIds.of(2026, "IE", Category.UNKNOWN));

      assertThat(written).containsExactly("Refused ?[CATEGORY_NOT_OFFERED]", "Entered X1");
    }

    @Test
    void withdrawnIsRemembered() {
      List<String> written = scene.withdrawn("p", "w");

      assertThat(written).isEmpty();
      assertThat(scene.candidacy.tombstones()).containsExactly(scene.id("p"));
    }

    @Test
    void submittedBeforeThePlanIsKnownWaitsForItAndIsThenDecided() {
      scene.planned = false;
      assertThat(scene.submitted("p", X)).isEmpty();
      assertThat(scene.status("p")).isInstanceOf(Parked.class);
      assertThat(scene.tickedAfter(ofSeconds(1))).isEmpty();
      scene.planned = true;

      List<String> written = scene.tickedAfter(ofSeconds(1));

      assertThat(written).containsExactly("Entered X1");
    }

    @Test
    void submittedWithoutAPlanIsRejectedAfterFiveSeconds() {
      scene.planned = false;
      scene.submitted("p", X);
      assertThat(scene.tickedAfter(ofMillis(4_999))).isEmpty();

      List<String> written = scene.tickedAfter(ofMillis(1));

      assertThat(written).containsExactly("Rejected p[SEASON_NOT_PLANNED]");
    }

    @Test
    void invitationsOfAProfileThatIsNotOursChangeNothing() {
      assertThat(scene.issued("i", "p", X, 1)).isEmpty();
      assertThat(scene.closed("i", ClosedCause.DECLINED, "p", X, 1)).isEmpty();
      assertThat(scene.answerRejected("i", Answer.WITHDRAWAL, "p")).isEmpty();

      assertThat(scene.candidacy).isEqualTo(Candidacy.unknown(scene.candidate, 2026));
    }
  }

  @Nested
  @DisplayName("any known")
  class AnyKnown {

    @Test
    void submittedAgainIsADuplicateAndChangesNothing() {
      scene.submitted("active", X);
      scene.submitted("parked", X);
      scene.submitted("ended", X);
      Candidacy before = scene.candidacy;

      assertThat(scene.submitted("active", Y)).isEmpty();
      assertThat(scene.submitted("parked", Y)).isEmpty();
      assertThat(scene.submitted("ended", Y)).isEmpty();

      assertThat(scene.candidacy).isEqualTo(before);
    }

    @Test
    void anInvitationAlreadySeenChangesNothing() {
      scene.submitted("p", X, Y);
      scene.issued("i", "p", X, 1);
      scene.closed("i", ClosedCause.DECLINED, "p", X, 1);
      Candidacy before = scene.candidacy;

      assertThat(scene.issued("i", "p", X, 1)).isEmpty();
      assertThat(scene.closed("i", ClosedCause.DECLINED, "p", X, 1)).isEmpty();

      assertThat(scene.candidacy).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource(Answer.class)
    void aRejectedAnswerOtherThanAPendingWithdrawalChangesNothing(Answer answer) {
      scene.submitted("p", X);
      scene.issued("i", "p", X, 1);
      Candidacy before = scene.candidacy;

      assertThat(scene.answerRejected("i", answer, "p")).isEmpty();

      assertThat(scene.candidacy).isEqualTo(before);
    }
  }

  @Nested
  @DisplayName("PARKED")
  class WhenParked {

    @Test
    void whenTheOtherEndsItIsTreatedAsSubmittedNow() {
      scene.submitted("p", X);
      scene.submitted("q", X, Y);
      scene.closedToEntries.add(Y);

      List<String> written = scene.withdrawn("p", "w");

      assertThat(written)
          .containsExactly("Left X1 WITHDRAWN", "Refused Y[POOL_CLOSED]", "Entered X1");
      assertThat(scene.status("p")).isEqualTo(new Ended(WITHDRAWN));
      assertThat(scene.status("q")).isEqualTo(new Active());
    }

    @Test
    void whenTheOtherEndsItMayBeRejectedLikeAnyOther() {
      scene.submitted("p", X);
      scene.submittedBy("FR", "q", X);

      List<String> written = scene.withdrawn("p", "w");

      assertThat(written).containsExactly("Left X1 WITHDRAWN", "Rejected q[OTHER_COUNTRY]");
    }

    @Test
    void whenTheOtherEndsItsAgeIsThatOfTheDayOnWhichItWasSubmitted() {
      scene.submitted("p", X);
      scene.eligibleUntil.put(Y, LocalDate.parse("2026-03-01"));
      scene.submitted("q", Y);

      scene.now = Instant.parse("2026-03-02T12:00:00Z");
      List<String> written = scene.withdrawn("p", "w");

      assertThat(written).containsExactly("Left X1 WITHDRAWN", "Entered Y1");
      assertThat(scene.ticked()).containsExactly("Left Y1 AGE");
    }

    @Test
    void withdrawnIsRejected() {
      scene.submitted("p", X);
      scene.submitted("q", X);

      List<String> written = scene.withdrawn("q", "w");

      assertThat(written).containsExactly("Rejected q[WITHDRAWN]");
      assertThat(scene.status("q")).isEqualTo(new Ended(REJECTED));
      assertThat(scene.status("p")).isEqualTo(new Active());
    }

    @Test
    void afterFiveSecondsIsRejected() {
      scene.submitted("p", X);
      scene.submitted("q", X);
      assertThat(scene.tickedAfter(ofMillis(4_999))).isEmpty();

      List<String> written = scene.tickedAfter(ofMillis(1));

      assertThat(written).containsExactly("Rejected q[SECOND_PROFILE]");
      assertThat(scene.status("q")).isEqualTo(new Ended(REJECTED));
      assertThat(scene.status("p")).isEqualTo(new Active());
    }

    @Test
    void itWaitsByTheWallClockAndNotByASimulatedOne() {
      scene.submitted("p", X);
      scene.submitted("q", X);

      assertThat(scene.tickedAt(BEFORE_CLOSE)).isEmpty();

      assertThat(PoolRules.parkedUntil(scene.candidacy)).contains(scene.wall.plusSeconds(5));
    }
  }

  @Nested
  @DisplayName("ACTIVE")
  class WhenActive {

    @Test
    void withdrawnLeavesAllStaysAndEnds() {
      scene.submitted("p", X, Y);

      List<String> written = scene.withdrawn("p", "w");

      assertThat(written).containsExactly("Left X1 WITHDRAWN", "Left Y1 WITHDRAWN");
      assertThat(scene.status("p")).isEqualTo(new Ended(WITHDRAWN));
    }

    @Test
    void atTheSeasonsCloseLeavesAllAndEnds() {
      scene.submitted("p", X, Y);
      assertThat(scene.tickedAt(BEFORE_CLOSE)).isEmpty();

      List<String> written = scene.tickedAt(CLOSE);

      assertThat(written).containsExactly("Left X1 SEASON_ENDED", "Left Y1 SEASON_ENDED");
      assertThat(scene.status("p")).isEqualTo(new Ended(SEASON_ENDED));
    }

    @Test
    void atTheCloseOfOnePoolStaysInTheOthers() {
      scene.closesAt.put(Y, Instant.parse("2026-06-01T00:00:00Z"));
      scene.submitted("p", X, Y);

      List<String> written = scene.tickedAt("2026-06-01T00:00:00Z");

      assertThat(written).containsExactly("Left Y1 SEASON_ENDED");
      assertThat(scene.status("p")).isEqualTo(new Active());
    }

    @Test
    void pastTheAgeOfOnePoolLeavesItAndStaysInTheOthers() {
      scene.eligibleUntil.put(X, LocalDate.parse("2026-05-09"));
      scene.submitted("p", X, Y);
      assertThat(scene.tickedAt("2026-05-09T23:59:59.999Z")).isEmpty();

      List<String> written = scene.tickedAt("2026-05-10T00:00:00Z");

      assertThat(written).containsExactly("Left X1 AGE");
      assertThat(scene.status("p")).isEqualTo(new Active());
      assertThat(scene.in("p")).containsExactly("Y1");
    }

    @Test
    void pastTheAgeOfTheLastPoolEnds() {
      scene.eligibleUntil.put(X, LocalDate.parse("2026-05-09"));
      scene.submitted("p", X);

      List<String> written = scene.tickedAt("2026-05-10T00:00:00Z");

      assertThat(written).containsExactly("Left X1 AGE");
      assertThat(scene.status("p")).isEqualTo(new Ended(AGE));
    }

    @Test
    void invitedLeavesEveryOtherPoolAndOnlyThose() {
      scene.submitted("p", X, Y, Z);

      List<String> written = scene.issued("i", "p", Y, 1);

      assertThat(written).containsExactly("Left X1 INVITED", "Left Z1 INVITED");
      assertThat(scene.status("p")).isEqualTo(new Invited(scene.id("i"), Y, 1, false));
      assertThat(scene.in("p")).isEmpty();
    }

    @Test
    void invitedFromAStayThatWasAlreadyLeftVoidsTheLeave() {
      scene.eligibleUntil.put(X, LocalDate.parse("2026-05-09"));
      scene.submitted("p", X, Y);
      scene.tickedAt("2026-05-10T00:00:00Z");

      List<String> written = scene.issued("i", "p", X, 1);

      assertThat(written).containsExactly("Voided X1", "Left Y1 INVITED");
      assertThat(scene.status("p")).isEqualTo(new Invited(scene.id("i"), X, 1, false));
    }

    @Test
    void aPoolThatClosesToEntriesKeepsItsCandidates() {
      scene.submitted("p", X);
      scene.closedToEntries.add(X);

      assertThat(scene.ticked()).isEmpty();

      assertThat(scene.in("p")).containsExactly("X1");
    }
  }

  @Nested
  @DisplayName("INVITED")
  class WhenInvited {

    @Test
    void withdrawnAsksInvitationServiceByALeaveThatIsVoidedImmediately() {
      invitedFromX();

      List<String> written = scene.withdrawn("p", "w");

      assertThat(written).containsExactly("Left X1 WITHDRAWN", "Voided X1");
      assertThat(scene.status("p")).isEqualTo(new Invited(scene.id("i"), X, 1, true));
    }

    @Test
    void anotherWithdrawalWhileOneIsPendingIsAbsorbed() {
      invitedFromX();
      scene.withdrawn("p", "w");

      List<String> written = scene.withdrawn("p", "another");

      assertThat(written).isEmpty();
      assertThat(scene.status("p")).isEqualTo(new Invited(scene.id("i"), X, 1, true));
    }

    @Test
    void aWithdrawalSeenBeforeStaysRefused() {
      invitedFromX();
      scene.withdrawn("p", "w");
      scene.withdrawn("p", "absorbed");
      scene.answerRejected("i", Answer.WITHDRAWAL, "p");

      assertThat(scene.withdrawn("p", "w")).isEmpty();
      assertThat(scene.withdrawn("p", "absorbed")).isEmpty();
      scene.closed("i", ClosedCause.APPLICATION_CLOSED, "p", X, 1);
      assertThat(scene.withdrawn("p", "w")).isEmpty();
      assertThat(scene.withdrawn("p", "absorbed")).isEmpty();

      assertThat(scene.status("p")).isEqualTo(new Active());
    }

    @Test
    void theClockChangesNothing() {
      scene.eligibleUntil.put(X, LocalDate.parse("2026-05-09"));
      invitedFromX();

      assertThat(scene.tickedAt("2026-05-10T00:00:00Z")).isEmpty();
      assertThat(scene.tickedAt(CLOSE)).isEmpty();

      assertThat(scene.status("p")).isInstanceOf(Invited.class);
    }

    @Test
    void aConfirmedAcceptanceChangesNothing() {
      invitedFromX();

      assertThat(scene.acceptanceConfirmed("i", "p")).isEmpty();

      assertThat(scene.status("p")).isEqualTo(new Invited(scene.id("i"), X, 1, false));
    }

    @ParameterizedTest
    @EnumSource(
        value = ClosedCause.class,
        names = {"DECLINED", "VOIDED"})
    void declinedBeginsTheReturnStayWithoutAnEventAndEntersTheOtherPoolsAgain(ClosedCause cause) {
      invitedFromX();

      List<String> written = scene.closed("i", cause, "p", X, 1);

      assertThat(written).containsExactly("Entered Y2 after i");
      assertThat(scene.status("p")).isEqualTo(new Active());
      assertThat(scene.in("p")).containsExactlyInAnyOrder("X2", "Y2");
    }

    @ParameterizedTest
    @EnumSource(
        value = ClosedCause.class,
        names = {"DECLINED", "VOIDED"})
    void declinedReturnsIntoPoolsThatHaveClosedToEntries(ClosedCause cause) {
      invitedFromX();
      scene.closedToEntries.add(X);
      scene.closedToEntries.add(Y);

      scene.closed("i", cause, "p", X, 1);

      assertThat(scene.in("p")).containsExactlyInAnyOrder("X2", "Y2");
    }

    @ParameterizedTest
    @EnumSource(
        value = ClosedCause.class,
        names = {"DECLINED", "VOIDED"})
    void declinedWhenTooOldForTheDrawnPoolLeavesTheReturnStay(ClosedCause cause) {
      scene.eligibleUntil.put(X, LocalDate.parse("2026-05-09"));
      invitedFromX();
      scene.now = Instant.parse("2026-05-10T00:00:00Z");

      List<String> written = scene.closed("i", cause, "p", X, 1);

      assertThat(written).containsExactly("Left X2 AGE", "Entered Y2 after i");
      assertThat(scene.in("p")).containsExactly("Y2");
    }

    @ParameterizedTest
    @EnumSource(
        value = ClosedCause.class,
        names = {"DECLINED", "VOIDED"})
    void declinedWhenTooOldForEveryPoolEndsByAge(ClosedCause cause) {
      scene.eligibleUntil.put(X, LocalDate.parse("2026-05-09"));
      scene.eligibleUntil.put(Y, LocalDate.parse("2026-05-09"));
      invitedFromX();
      scene.now = Instant.parse("2026-05-10T00:00:00Z");

      List<String> written = scene.closed("i", cause, "p", X, 1);

      assertThat(written).containsExactly("Left X2 AGE");
      assertThat(scene.status("p")).isEqualTo(new Ended(AGE));
    }

    @ParameterizedTest
    @EnumSource(
        value = ClosedCause.class,
        names = {"DECLINED", "VOIDED"})
    void declinedAfterTheSeasonsCloseEndsWithTheSeason(ClosedCause cause) {
      invitedFromX();
      scene.now = Instant.parse(CLOSE);

      List<String> written = scene.closed("i", cause, "p", X, 1);

      assertThat(written).containsExactly("Left X2 SEASON_ENDED");
      assertThat(scene.status("p")).isEqualTo(new Ended(SEASON_ENDED));
    }

    @ParameterizedTest
    @EnumSource(
        value = ClosedCause.class,
        names = {"DECLINED", "VOIDED"})
    void declinedWithAWithdrawalPendingEndsAsWithdrawnAndLeavesTheReturnStay(ClosedCause cause) {
      invitedFromX();
      scene.withdrawn("p", "w");

      List<String> written = scene.closed("i", cause, "p", X, 1);

      assertThat(written).containsExactly("Left X2 WITHDRAWN");
      assertThat(scene.status("p")).isEqualTo(new Ended(WITHDRAWN));
    }

    @Test
    void applicationClosedEntersAllPoolsAgain() {
      invitedFromX();

      List<String> written = scene.closed("i", ClosedCause.APPLICATION_CLOSED, "p", X, 1);

      assertThat(written).containsExactly("Entered X2 after i", "Entered Y2 after i");
      assertThat(scene.status("p")).isEqualTo(new Active());
    }

    @Test
    void applicationClosedWhenNoPoolMayBeReturnedToEnds() {
      invitedFromX();
      scene.now = Instant.parse(CLOSE);

      List<String> written = scene.closed("i", ClosedCause.APPLICATION_CLOSED, "p", X, 1);

      assertThat(written).isEmpty();
      assertThat(scene.status("p")).isEqualTo(new Ended(SEASON_ENDED));
    }

    @Test
    void applicationClosedWithAWithdrawalPendingEndsAsWithdrawn() {
      invitedFromX();
      scene.withdrawn("p", "w");

      List<String> written = scene.closed("i", ClosedCause.APPLICATION_CLOSED, "p", X, 1);

      assertThat(written).isEmpty();
      assertThat(scene.status("p")).isEqualTo(new Ended(WITHDRAWN));
    }

    @ParameterizedTest
    @EnumSource(
        value = ClosedCause.class,
        names = {"NOT_ANSWERED", "NOT_SUBMITTED", "PROFILE_WITHDRAWN", "LOI_ISSUED"})
    void closedForGoodEndsTheProfileByThatCause(ClosedCause cause) {
      for (boolean wish : List.of(false, true)) {
        Scene scene = new Scene();
        scene.submitted("p", X, Y);
        scene.issued("i", "p", X, 1);
        if (wish) {
          scene.withdrawn("p", "w");
        }

        assertThat(scene.closed("i", cause, "p", X, 1)).isEmpty();

        assertThat(scene.status("p")).isEqualTo(new Ended(EndCause.valueOf(cause.name())));
      }
    }

    @Test
    void aRejectedWithdrawalLeavesTheProfileInvitedAsBefore() {
      invitedFromX();
      scene.withdrawn("p", "w");

      List<String> written = scene.answerRejected("i", Answer.WITHDRAWAL, "p");

      assertThat(written).isEmpty();
      assertThat(scene.status("p")).isEqualTo(new Invited(scene.id("i"), X, 1, false));
    }

    @Test
    void aWithdrawalAfterARejectedOneIsASeparateEventForInvitationService() {
      invitedFromX();
      scene.withdrawn("p", "w");
      PoolsEvent first = scene.lastWritten.getFirst();
      scene.answerRejected("i", Answer.WITHDRAWAL, "p");

      List<String> written = scene.withdrawn("p", "another");

      assertThat(written).containsExactly("Left X1 WITHDRAWN", "Voided X1");
      assertThat(scene.lastWritten.getFirst().getEventId()).isNotEqualTo(first.getEventId());
    }

    @ParameterizedTest
    @EnumSource(ClosedCause.class)
    void theEndOfAnotherInvitationChangesNothing(ClosedCause cause) {
      invitedFromX();
      Candidacy before = scene.candidacy;

      assertThat(scene.closed("unknown", cause, "p", X, 1)).isEmpty();

      assertThat(scene.candidacy).isEqualTo(before);
    }

    @Test
    void aParkedProfileIsAdmittedWhenTheVerdictEndsTheInvitedOne() {
      invitedFromX();
      scene.withdrawn("p", "w");
      scene.submitted("q", X);

      List<String> written = scene.closed("i", ClosedCause.PROFILE_WITHDRAWN, "p", X, 1);

      assertThat(written).containsExactly("Entered X1");
      assertThat(scene.status("q")).isEqualTo(new Active());
    }

    @Test
    void aParkedProfileWaitsForTheVerdictOnAWithdrawalHoweverLongInvitationServiceIsDown() {
      invitedFromX();
      scene.withdrawn("p", "w");
      scene.submitted("q", X);

      assertThat(PoolRules.parkedUntil(scene.candidacy)).isEmpty();
      assertThat(scene.tickedAfter(ofMinutes(10))).isEmpty();

      assertThat(scene.closed("i", ClosedCause.PROFILE_WITHDRAWN, "p", X, 1))
          .containsExactly("Entered X1");
    }

    @Test
    void aParkedProfileIsRejectedOnceTheWithdrawalIsRefused() {
      invitedFromX();
      scene.withdrawn("p", "w");
      scene.submitted("q", X);
      scene.tickedAfter(ofMinutes(10));

      scene.answerRejected("i", Answer.WITHDRAWAL, "p");

      assertThat(PoolRules.parkedUntil(scene.candidacy)).isPresent();
      assertThat(scene.tickedAfter(ofMillis(1))).containsExactly("Rejected q[SECOND_PROFILE]");
    }

    @Test
    void aParkedProfileDoesNotWaitForTheEndOfAnInvitationThatNobodyWithdrew() {
      invitedFromX();
      scene.submitted("q", X);

      assertThat(scene.tickedAfter(ofSeconds(5))).containsExactly("Rejected q[SECOND_PROFILE]");
    }

    private void invitedFromX() {
      scene.submitted("p", X, Y);
      scene.issued("i", "p", X, 1);
    }
  }

  @Nested
  @DisplayName("ENDED")
  class WhenEnded {

    @Test
    void withdrawnChangesNothing() {
      scene.submitted("p", X);
      scene.issued("i", "p", X, 1);
      scene.closed("i", ClosedCause.LOI_ISSUED, "p", X, 1);

      assertThat(scene.withdrawn("p", "w")).isEmpty();

      assertThat(scene.status("p")).isEqualTo(new Ended(LOI_ISSUED));
    }

    @Test
    void theClockChangesNothing() {
      scene.submitted("p", X);
      scene.withdrawn("p", "w");

      assertThat(scene.tickedAt(CLOSE)).isEmpty();

      assertThat(scene.status("p")).isEqualTo(new Ended(WITHDRAWN));
    }

    @Test
    void aWithdrawnProfileCannotBeRestored() {
      scene.submitted("p", X);
      scene.withdrawn("p", "w");

      assertThat(scene.submitted("p", X)).isEmpty();
      assertThat(scene.ticked()).isEmpty();

      assertThat(scene.status("p")).isEqualTo(new Ended(WITHDRAWN));
      assertThat(scene.in("p")).isEmpty();
    }

    @Test
    void anotherMayBeSubmittedAtOnceAfterAWithdrawal() {
      scene.submitted("p", X);
      scene.withdrawn("p", "w");

      List<String> written = scene.submitted("q", X, Y);

      assertThat(written).containsExactly("Entered X1", "Entered Y1");
      assertThat(scene.status("q")).isEqualTo(new Active());
    }

    @Test
    void aLeaveOfADrawnStayIsAlwaysVoided() {
      scene.submitted("p", X, Y);
      scene.withdrawn("p", "w");

      List<String> written = scene.issued("i", "p", X, 1);

      assertThat(written).containsExactly("Voided X1");
      assertThat(scene.status("p")).isEqualTo(new Ended(WITHDRAWN));
    }

    @Test
    void aStayLeftByTheSeasonsEndAndDrawnBeforeIsVoidedToo() {
      scene.submitted("p", X);
      scene.tickedAt(CLOSE);

      List<String> written = scene.issued("i", "p", X, 1);

      assertThat(written).containsExactly("Voided X1");
      assertThat(scene.status("p")).isEqualTo(new Ended(SEASON_ENDED));
    }

    @ParameterizedTest
    @EnumSource(
        value = ClosedCause.class,
        names = {"DECLINED", "VOIDED"})
    void declinedLeavesTheReturnStayByTheCauseOfTheEnd(ClosedCause cause) {
      scene.submitted("withdrawn", X);
      scene.withdrawn("withdrawn", "w");
      scene.issued("i", "withdrawn", X, 1);
      assertThat(scene.closed("i", cause, "withdrawn", X, 1)).containsExactly("Left X2 WITHDRAWN");

      scene.eligibleUntil.put(X, LocalDate.parse("2026-05-09"));
      scene.submitted("tooOld", X);
      scene.tickedAt("2026-05-10T00:00:00Z");
      scene.issued("j", "tooOld", X, 1);
      assertThat(scene.closed("j", cause, "tooOld", X, 1)).containsExactly("Left X2 AGE");

      scene.submitted("over", Y);
      scene.tickedAt(CLOSE);
      scene.issued("k", "over", Y, 1);
      assertThat(scene.closed("k", cause, "over", Y, 1)).containsExactly("Left Y2 SEASON_ENDED");
    }

    @Test
    void anyOtherVerdictChangesNothingAndNothingBringsTheProfileBack() {
      for (ClosedCause cause :
          EnumSet.complementOf(EnumSet.of(ClosedCause.DECLINED, ClosedCause.VOIDED))) {
        Scene scene = new Scene();
        scene.submitted("p", X, Y);
        scene.withdrawn("p", "w");
        scene.issued("i", "p", X, 1);

        assertThat(scene.closed("i", cause, "p", X, 1)).isEmpty();

        assertThat(scene.status("p")).isEqualTo(new Ended(WITHDRAWN));
      }
    }
  }

  @Nested
  @DisplayName("next due")
  class NextDue {

    @Test
    void isTheDayAfterTheBirthdayWhereTheCandidateLivesOrThePoolsCloseWhicheverIsFirst() {
      scene.eligibleUntil.put(X, LocalDate.parse("2026-05-09"));
      scene.submitted("p", X, Y);
      assertThat(due()).containsExactly(Instant.parse("2026-05-10T00:00:00Z"));

      scene.tickedAt("2026-05-10T00:00:00Z");

      assertThat(due()).containsExactly(Instant.parse(CLOSE));
    }

    @Test
    void isNeverForTheInvitedAndTheEnded() {
      assertThat(due()).isEmpty();
      scene.submitted("p", X);
      scene.issued("i", "p", X, 1);
      assertThat(due()).isEmpty();

      scene.closed("i", ClosedCause.LOI_ISSUED, "p", X, 1);

      assertThat(due()).isEmpty();
    }

    private Stream<Instant> due() {
      return PoolRules.nextDue(scene.candidacy, scene).stream();
    }
  }

  @Test
  void theSameDecisionTakenAgainWritesTheSameEvents() {
    Candidacy before = scene.candidacy;
    scene.submitted("p", X, Y);
    List<?> first = scene.lastWritten.stream().map(Event::getEventId).toList();
    scene.candidacy = before;

    scene.submitted("p", X, Y);

    assertThat(scene.lastWritten.stream().map(Event::getEventId).toList()).isEqualTo(first);
  }
}
