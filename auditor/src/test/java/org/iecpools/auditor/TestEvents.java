package org.iecpools.auditor;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.iecpools.domain.EventIds;
import org.iecpools.domain.Reference;
import org.iecpools.events.Answer;
import org.iecpools.events.AnswerRejected;
import org.iecpools.events.Category;
import org.iecpools.events.ClosedCause;
import org.iecpools.events.EligibilityRule;
import org.iecpools.events.Event;
import org.iecpools.events.InvitationClosed;
import org.iecpools.events.InvitationDeclined;
import org.iecpools.events.LeaveCause;
import org.iecpools.events.LoiCancelled;
import org.iecpools.events.LoiIssued;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.PoolLeaveVoided;
import org.iecpools.events.PoolLeft;
import org.iecpools.events.PoolPlan;
import org.iecpools.events.Quota;
import org.iecpools.events.QuotaAnnounced;
import org.iecpools.events.QuotaKind;
import org.iecpools.events.RoundRun;
import org.iecpools.events.RoundScheduled;
import org.iecpools.events.SeasonPlanned;
import org.iecpools.kafka.Topics;

/**
 * Builds events for tests. Candidates, invitations and rounds are numbers, times are days of a
 * season.
 */
final class TestEvents {

  static final PoolId POOL = PoolIds.of(2026, "IE", Category.WORKING_HOLIDAY);

  /** Noon of day 0, a Wednesday, in Toronto. */
  private static final Instant NOON = Instant.parse("2026-01-14T17:00:00Z");

  private TestEvents() {}

  static Instant day(int day) {
    return NOON.plus(Duration.ofDays(day));
  }

  static UUID id(String kind, Object number) {
    return EventIds.of("test", kind, number);
  }

  /** Assigns consecutive places on partition 0 of the topics. */
  static List<LoggedEvent> log(List<? extends Event> events) {
    List<LoggedEvent> log = new ArrayList<>();
    for (Event event : events) {
      log.add(new LoggedEvent(new Position(Topics.of(event).name(), 0, log.size()), event));
    }
    return log;
  }

  static Recount recount(List<? extends Event> events) {
    return new Recount(log(events), Reference.shipped());
  }

  static Recount recount(Event... events) {
    return recount(List.of(events));
  }

  static PoolEntered entered(int profile) {
    return entered(profile, 1, 0);
  }

  static PoolEntered entered(int profile, int stay, int day) {
    return PoolEntered.newBuilder()
        .setEventId(id("entered", profile + "/" + stay + "/" + day))
        .setOccurredAt(day(day))
        .setPool(POOL)
        .setProfileId(id("profile", profile))
        .setCandidateId(id("candidate", profile))
        .setStay(stay)
        .setEligibleUntil(LocalDate.of(2031, 1, 1))
        .build();
  }

  static PoolLeft left(int profile, int stay, int day) {
    return PoolLeft.newBuilder()
        .setEventId(id("left", profile + "/" + stay + "/" + day))
        .setOccurredAt(day(day))
        .setPool(POOL)
        .setProfileId(id("profile", profile))
        .setCandidateId(id("candidate", profile))
        .setStay(stay)
        .setCause(LeaveCause.WITHDRAWN)
        .build();
  }

  static PoolLeaveVoided voided(int profile, int stay, int day) {
    return PoolLeaveVoided.newBuilder()
        .setEventId(id("voided", profile + "/" + stay + "/" + day))
        .setOccurredAt(day(day))
        .setPool(POOL)
        .setProfileId(id("profile", profile))
        .setCandidateId(id("candidate", profile))
        .setStay(stay)
        .build();
  }

  static RoundRun round(int round, int invited) {
    return round(round, 0, invited, 1);
  }

  static RoundRun round(int round, int revision, int invited, int day) {
    return RoundRun.newBuilder()
        .setEventId(id("round run", round + "/" + revision + "/" + day))
        .setOccurredAt(day(day))
        .setPool(POOL)
        .setRoundId(id("round", round))
        .setRevision(revision)
        .setInvited(invited)
        .build();
  }

  static RoundScheduled scheduled(int round, int runsOn, Integer size) {
    return RoundScheduled.newBuilder()
        .setEventId(id("round scheduled", round))
        .setOccurredAt(day(0))
        .setPool(POOL)
        .setRoundId(id("round", round))
        .setRunsAt(day(runsOn))
        .setSize(size)
        .build();
  }

  static InvitationDeclined declined(int invitation) {
    return declined(invitation, 2);
  }

  static InvitationDeclined declined(int invitation, int day) {
    return new InvitationDeclined(
        id("declined", invitation + "/" + day),
        day(day),
        POOL,
        id("invitation", invitation),
        id("profile", invitation),
        id("candidate", invitation));
  }

  static AnswerRejected rejected(int invitation, Answer answer, int day) {
    return new AnswerRejected(
        id("rejected", invitation + "/" + answer + "/" + day),
        day(day),
        POOL,
        id("invitation", invitation),
        id("profile", invitation),
        id("candidate", invitation),
        answer,
        "too late",
        null);
  }

  static InvitationClosed closed(int invitation, ClosedCause cause, int day) {
    return new InvitationClosed(
        id("closed", invitation + "/" + cause + "/" + day),
        day(day),
        POOL,
        id("round", 1),
        id("invitation", invitation),
        id("profile", invitation),
        id("candidate", invitation),
        1,
        cause,
        (long) invitation,
        null);
  }

  static LoiIssued loi(int invitation) {
    return loi(invitation, 3);
  }

  static LoiIssued loi(int invitation, int day) {
    return new LoiIssued(
        id("loi", invitation + "/" + day),
        day(day),
        POOL,
        id("invitation", invitation),
        id("profile", invitation),
        id("candidate", invitation));
  }

  static LoiCancelled loiCancelled(int invitation, int day) {
    return new LoiCancelled(
        id("loi cancelled", invitation + "/" + day),
        day(day),
        POOL,
        id("invitation", invitation),
        id("profile", invitation),
        id("candidate", invitation));
  }

  static QuotaAnnounced quota(int permits) {
    return quota(new Quota(QuotaKind.NUMBER, permits), 0);
  }

  static QuotaAnnounced quota(Quota quota, int day) {
    return new QuotaAnnounced(id("quota", quota + "/" + day), day(day), POOL, quota, null);
  }

  /**
   * Ireland's plan: Working Holiday with weekly rounds on Wednesday at noon, from day 7 to {@code
   * finalRound}.
   */
  static SeasonPlanned plan(int finalRound, int closes) {
    return new SeasonPlanned(
        id("plan", finalRound),
        day(0),
        2026,
        "IE",
        List.of(
            PoolPlan.newBuilder()
                .setCategory(Category.WORKING_HOLIDAY)
                .setRule(EligibilityRule.newBuilder().build())
                .setOpensAt(day(0))
                .setFirstRoundAt(day(7))
                .setFinalRoundAt(day(finalRound))
                .setClosesAt(day(closes))
                .build()),
        null);
  }
}
