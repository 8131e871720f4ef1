package org.iecpools.stats.domain;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.UUID;
import org.iecpools.domain.EventIds;
import org.iecpools.events.Answer;
import org.iecpools.events.AnswerRejected;
import org.iecpools.events.Category;
import org.iecpools.events.ClosedCause;
import org.iecpools.events.EligibilityRule;
import org.iecpools.events.InvitationClosed;
import org.iecpools.events.InvitationDeclined;
import org.iecpools.events.LeaveCause;
import org.iecpools.events.LoiCancelled;
import org.iecpools.events.LoiIssued;
import org.iecpools.events.Pause;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.PoolLeaveVoided;
import org.iecpools.events.PoolLeft;
import org.iecpools.events.PoolPlan;
import org.iecpools.events.PublicationTimeSet;
import org.iecpools.events.Quota;
import org.iecpools.events.QuotaAnnounced;
import org.iecpools.events.QuotaKind;
import org.iecpools.events.RoundRun;
import org.iecpools.events.RoundScheduled;
import org.iecpools.events.SeasonPlanned;

/** Creates events for tests; people, invitations and rounds are identified by numbers. */
public final class Story {

  public static final PoolId POOL = PoolIds.of(2026, "IE", Category.WORKING_HOLIDAY);

  /** A Wednesday afternoon in Toronto. */
  public static final Instant NOON = Instant.parse("2026-01-14T18:00:00Z");

  private Story() {}

  /** Draws whose log is {@code log}. */
  public static DoubleEntry draws() {
    return new DoubleEntry("log", "iec.pools", "iec.responses", "iec.invitations");
  }

  public static UUID id(String kind, long number) {
    return EventIds.of("story", kind, number);
  }

  public static PoolEntered entered(int profile) {
    return entered(profile, 1, NOON);
  }

  public static PoolEntered entered(int profile, int stay, Instant at) {
    return PoolEntered.newBuilder()
        .setEventId(id("entered", profile * 100L + stay))
        .setOccurredAt(at)
        .setPool(POOL)
        .setProfileId(id("profile", profile))
        .setCandidateId(id("candidate", profile))
        .setStay(stay)
        .setEligibleUntil(LocalDate.of(2030, 1, 1))
        .build();
  }

  public static PoolLeft left(int profile, int stay, LeaveCause cause) {
    return left(profile, stay, cause, NOON);
  }

  public static PoolLeft left(int profile, int stay, LeaveCause cause, Instant at) {
    return PoolLeft.newBuilder()
        .setEventId(id("left" + cause, profile * 100L + stay))
        .setOccurredAt(at)
        .setPool(POOL)
        .setProfileId(id("profile", profile))
        .setCandidateId(id("candidate", profile))
        .setStay(stay)
        .setCause(cause)
        .build();
  }

  public static PoolLeaveVoided voided(int profile, int stay) {
    return PoolLeaveVoided.newBuilder()
        .setEventId(id("voided", profile * 100L + stay))
        .setOccurredAt(NOON)
        .setPool(POOL)
        .setProfileId(id("profile", profile))
        .setCandidateId(id("candidate", profile))
        .setStay(stay)
        .build();
  }

  public static RoundRun round(int round, int invited) {
    return round(round, 0, invited, NOON);
  }

  public static RoundRun round(int round, int revision, int invited, Instant at) {
    return RoundRun.newBuilder()
        .setEventId(id("run", round * 100L + revision))
        .setOccurredAt(at)
        .setPool(POOL)
        .setRoundId(id("round", round))
        .setRevision(revision)
        .setInvited(invited)
        .build();
  }

  public static RoundScheduled scheduled(int round, Instant at, Integer size) {
    return RoundScheduled.newBuilder()
        .setEventId(id("scheduled", round))
        .setOccurredAt(NOON)
        .setPool(POOL)
        .setRoundId(id("round", round))
        .setRunsAt(at)
        .setSize(size)
        .build();
  }

  public static InvitationDeclined declined(int invitation) {
    return declined(invitation, NOON);
  }

  public static InvitationDeclined declined(int invitation, Instant at) {
    return InvitationDeclined.newBuilder()
        .setEventId(id("declined" + at, invitation))
        .setOccurredAt(at)
        .setPool(POOL)
        .setInvitationId(id("invitation", invitation))
        .setProfileId(id("profile", invitation))
        .setCandidateId(id("candidate", invitation))
        .build();
  }

  public static AnswerRejected rejected(int invitation, Answer answer) {
    return AnswerRejected.newBuilder()
        .setEventId(id("rejected" + answer, invitation))
        .setOccurredAt(NOON)
        .setPool(POOL)
        .setInvitationId(id("invitation", invitation))
        .setProfileId(id("profile", invitation))
        .setCandidateId(id("candidate", invitation))
        .setAnswer(answer)
        .setReason("too late")
        .build();
  }

  public static InvitationClosed closed(int invitation, ClosedCause cause) {
    return InvitationClosed.newBuilder()
        .setEventId(id("closed" + cause, invitation))
        .setOccurredAt(NOON)
        .setPool(POOL)
        .setRoundId(id("round", 1))
        .setInvitationId(id("invitation", invitation))
        .setProfileId(id("profile", invitation))
        .setCandidateId(id("candidate", invitation))
        .setStay(1)
        .setCause(cause)
        .setSeq(invitation)
        .build();
  }

  public static LoiIssued loi(int invitation) {
    return LoiIssued.newBuilder()
        .setEventId(id("loi", invitation))
        .setOccurredAt(NOON)
        .setPool(POOL)
        .setInvitationId(id("invitation", invitation))
        .setProfileId(id("profile", invitation))
        .setCandidateId(id("candidate", invitation))
        .build();
  }

  public static LoiCancelled loiCancelled(int invitation) {
    return LoiCancelled.newBuilder()
        .setEventId(id("loi cancelled", invitation))
        .setOccurredAt(NOON)
        .setPool(POOL)
        .setInvitationId(id("invitation", invitation))
        .setProfileId(id("profile", invitation))
        .setCandidateId(id("candidate", invitation))
        .build();
  }

  public static QuotaAnnounced quota(int permits) {
    return quota(new Quota(QuotaKind.NUMBER, permits), NOON.minusSeconds(86_400));
  }

  public static QuotaAnnounced quota(QuotaKind kind) {
    return quota(new Quota(kind, null), NOON.minusSeconds(86_400));
  }

  public static QuotaAnnounced quota(Quota quota, Instant at) {
    return QuotaAnnounced.newBuilder()
        .setEventId(id("quota" + quota, at.toEpochMilli()))
        .setOccurredAt(at)
        .setPool(POOL)
        .setQuota(quota)
        .build();
  }

  /** The plan of a country that offers one pool, open from a day before {@link #NOON}. */
  public static PublicationTimeSet publicationTime(LocalTime time, Instant at) {
    return PublicationTimeSet.newBuilder()
        .setEventId(id("publication time", at.toEpochMilli()))
        .setOccurredAt(at)
        .setSeason(POOL.getSeason())
        .setMinuteOfDay(time.get(ChronoField.MINUTE_OF_DAY))
        .build();
  }

  public static SeasonPlanned plan(Instant first, Instant last, Pause... pauses) {
    return SeasonPlanned.newBuilder()
        .setEventId(id("plan", 1))
        .setOccurredAt(NOON.minusSeconds(86_400))
        .setSeason(2026)
        .setCountry("IE")
        .setPools(
            List.of(
                PoolPlan.newBuilder()
                    .setCategory(Category.WORKING_HOLIDAY)
                    .setRule(EligibilityRule.newBuilder().build())
                    .setOpensAt(NOON.minusSeconds(86_400))
                    .setFirstRoundAt(first)
                    .setFinalRoundAt(last)
                    .setClosesAt(last.plusSeconds(2 * 86_400))
                    .setPauses(List.of(pauses))
                    .build()))
        .build();
  }
}
