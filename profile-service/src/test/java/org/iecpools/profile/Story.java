package org.iecpools.profile;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import org.iecpools.domain.Deadlines;
import org.iecpools.domain.Eligibility;
import org.iecpools.domain.EventIds;
import org.iecpools.events.AcceptanceConfirmed;
import org.iecpools.events.Answer;
import org.iecpools.events.AnswerRejected;
import org.iecpools.events.ApplicationClosed;
import org.iecpools.events.ApplicationSubmitted;
import org.iecpools.events.Category;
import org.iecpools.events.ClosedCause;
import org.iecpools.events.EligibilityRule;
import org.iecpools.events.InvitationAccepted;
import org.iecpools.events.InvitationClosed;
import org.iecpools.events.InvitationDeclined;
import org.iecpools.events.InvitationIssued;
import org.iecpools.events.LeaveCause;
import org.iecpools.events.LoiIssued;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.PoolEntryRefused;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.PoolLeaveVoided;
import org.iecpools.events.PoolLeft;
import org.iecpools.events.PoolPlan;
import org.iecpools.events.ProfileRejected;
import org.iecpools.events.ProfileSubmitted;
import org.iecpools.events.ProfileWithdrawn;
import org.iecpools.events.Reason;
import org.iecpools.events.SeasonPlanned;
import org.iecpools.events.WantedPool;

/** Factory of events about one Irish candidate with one profile in the season 2026. */
public final class Story {

  public static final PoolId WH = PoolIds.of(2026, "IE", Category.WORKING_HOLIDAY);
  public static final PoolId YP = PoolIds.of(2026, "IE", Category.YOUNG_PROFESSIONALS);
  public static final PoolId COOP = PoolIds.of(2026, "IE", Category.INTERNATIONAL_COOP);
  public static final Instant NOW = Instant.parse("2026-03-02T12:00:00Z");
  public static final Instant OPENS = Instant.parse("2025-12-15T05:00:00Z");
  public static final Instant CLOSES = Instant.parse("2026-10-16T04:00:00Z");
  public static final LocalDate ELIGIBLE_UNTIL = LocalDate.parse("2036-06-14");

  public final UUID candidate;
  public final UUID profile = UUID.randomUUID();
  private int seq;

  public Story() {
    this(UUID.randomUUID());
  }

  public Story(UUID candidate) {
    this.candidate = candidate;
  }

  /** Ireland's three pools, ages 18 to 35, two participations. */
  public static SeasonPlanned season() {
    return season(
        "IE", Category.WORKING_HOLIDAY, Category.YOUNG_PROFESSIONALS, Category.INTERNATIONAL_COOP);
  }

  public static SeasonPlanned season(String country, Category... categories) {
    return SeasonPlanned.newBuilder()
        .setEventId(UUID.randomUUID())
        .setOccurredAt(OPENS)
        .setSeason(2026)
        .setCountry(country)
        .setPools(
            List.of(categories).stream()
                .map(
                    category ->
                        PoolPlan.newBuilder()
                            .setCategory(category)
                            .setRule(
                                EligibilityRule.newBuilder()
                                    .setParticipations(2)
                                    .setJobOffer(category == Category.YOUNG_PROFESSIONALS)
                                    .setStudent(category == Category.INTERNATIONAL_COOP)
                                    .setPlacement(category == Category.INTERNATIONAL_COOP)
                                    .build())
                            .setOpensAt(OPENS)
                            .setFirstRoundAt(OPENS.plusSeconds(86_400))
                            .setFinalRoundAt(CLOSES.minusSeconds(86_400))
                            .setClosesAt(CLOSES)
                            .build())
                .toList())
        .build();
  }

  public ProfileSubmitted submitted(Category... wanted) {
    return ProfileSubmitted.newBuilder()
        .setEventId(EventIds.of("ProfileSubmitted", candidate, profile))
        .setOccurredAt(NOW)
        .setProfileId(profile)
        .setCandidateId(candidate)
        .setSeason(2026)
        .setCitizenship("IE")
        .setBirthDate(LocalDate.parse("2000-06-15"))
        .setResidence("IE")
        .setWanted(
            List.of(wanted).stream().map(category -> new WantedPool(category, null)).toList())
        .setTimeZone("Europe/Dublin")
        .build();
  }

  public ProfileWithdrawn withdrawn() {
    return new ProfileWithdrawn(UUID.randomUUID(), NOW, profile, candidate, 2026, "IE");
  }

  public PoolEntered entered(PoolId pool, int stay) {
    return PoolEntered.newBuilder()
        .setEventId(EventIds.of("PoolEntered", profile, PoolIds.text(pool), stay))
        .setOccurredAt(NOW)
        .setPool(pool)
        .setProfileId(profile)
        .setCandidateId(candidate)
        .setStay(stay)
        .setEligibleUntil(Eligibility.eligibleUntil(LocalDate.parse("2000-06-15"), 35))
        .setTimeZone("Europe/Dublin")
        .build();
  }

  public PoolLeft left(PoolId pool, int stay, LeaveCause cause) {
    return new PoolLeft(UUID.randomUUID(), NOW, pool, profile, candidate, stay, cause);
  }

  public PoolLeaveVoided voided(PoolId pool, int stay) {
    return new PoolLeaveVoided(UUID.randomUUID(), NOW, pool, profile, candidate, stay);
  }

  public PoolEntryRefused refused(PoolId pool, String code) {
    return new PoolEntryRefused(
        UUID.randomUUID(), NOW, pool, profile, candidate, List.of(new Reason(code, "Because.")));
  }

  public ProfileRejected rejected(String code) {
    return new ProfileRejected(
        UUID.randomUUID(),
        NOW,
        2026,
        "IE",
        profile,
        candidate,
        List.of(new Reason(code, "Because.")));
  }

  public UUID invitation(PoolId pool, int stay) {
    return EventIds.of("invitation", profile, PoolIds.text(pool), stay);
  }

  public InvitationIssued issued(PoolId pool, int stay) {
    return InvitationIssued.newBuilder()
        .setEventId(UUID.randomUUID())
        .setOccurredAt(NOW)
        .setPool(pool)
        .setRoundId(new UUID(1, 1))
        .setInvitationId(invitation(pool, stay))
        .setProfileId(profile)
        .setCandidateId(candidate)
        .setStay(stay)
        .setAnswerBy(Deadlines.endOfDay(NOW, Deadlines.ANSWER_DAYS, ZoneId.of("Europe/Dublin")))
        .build();
  }

  public InvitationClosed closed(PoolId pool, int stay, ClosedCause cause) {
    return new InvitationClosed(
        UUID.randomUUID(),
        NOW,
        pool,
        new UUID(1, 1),
        invitation(pool, stay),
        profile,
        candidate,
        stay,
        cause,
        (long) ++seq,
        cause == ClosedCause.VOIDED ? "The round was ordered twice." : null);
  }

  public AnswerRejected answerRejected(PoolId pool, int stay, Answer answer) {
    return new AnswerRejected(
        UUID.randomUUID(),
        NOW,
        pool,
        invitation(pool, stay),
        profile,
        candidate,
        answer,
        "Too late.",
        null);
  }

  public InvitationAccepted accepted(PoolId pool, int stay) {
    return new InvitationAccepted(
        UUID.randomUUID(), NOW, pool, invitation(pool, stay), profile, candidate);
  }

  /** The deadline is what a test says, whatever follows from the acceptance. */
  public AcceptanceConfirmed confirmed(PoolId pool, int stay, Instant submitBy) {
    return new AcceptanceConfirmed(
        UUID.randomUUID(), NOW, pool, invitation(pool, stay), profile, candidate, NOW, submitBy);
  }

  public InvitationDeclined declined(PoolId pool, int stay) {
    return new InvitationDeclined(
        UUID.randomUUID(), NOW, pool, invitation(pool, stay), profile, candidate);
  }

  public ApplicationSubmitted applied(PoolId pool, int stay) {
    return new ApplicationSubmitted(
        UUID.randomUUID(), NOW, pool, invitation(pool, stay), profile, candidate);
  }

  public ApplicationClosed applicationClosed(PoolId pool, int stay) {
    return new ApplicationClosed(
        UUID.randomUUID(), NOW, pool, invitation(pool, stay), profile, candidate);
  }

  public LoiIssued loi(PoolId pool, int stay) {
    return new LoiIssued(UUID.randomUUID(), NOW, pool, invitation(pool, stay), profile, candidate);
  }
}
