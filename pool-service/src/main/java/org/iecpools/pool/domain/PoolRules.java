package org.iecpools.pool.domain;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.iecpools.domain.Deadlines;
import org.iecpools.domain.Eligibility;
import org.iecpools.domain.EventIds;
import org.iecpools.domain.IdentityDigests;
import org.iecpools.domain.Objection;
import org.iecpools.events.AcceptanceConfirmed;
import org.iecpools.events.Answer;
import org.iecpools.events.AnswerRejected;
import org.iecpools.events.InvitationClosed;
import org.iecpools.events.InvitationIssued;
import org.iecpools.events.LeaveCause;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.PoolEntryRefused;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.PoolLeaveVoided;
import org.iecpools.events.PoolLeft;
import org.iecpools.events.PoolsEvent;
import org.iecpools.events.ProfileRejected;
import org.iecpools.events.ProfileSubmitted;
import org.iecpools.events.ProfileWithdrawn;
import org.iecpools.events.Reason;
import org.iecpools.pool.domain.Input.FromCandidate;
import org.iecpools.pool.domain.Input.FromIdentities;
import org.iecpools.pool.domain.Input.FromInvitations;
import org.iecpools.pool.domain.Input.Tick;
import org.iecpools.pool.domain.Status.Active;
import org.iecpools.pool.domain.Status.Ended;
import org.iecpools.pool.domain.Status.Invited;
import org.iecpools.pool.domain.Status.Parked;
import org.iecpools.pool.domain.Stay.Standing;
import org.jspecify.annotations.Nullable;

/**
 * Decides who is in which pool: the candidate's side of the protocol, as a pure function of the
 * candidate's state, the input, the season and the time. The R-numbers are those of the protocol.
 *
 * <p>Two guarantees hold the system together: a profile that has ended stays ended, and the leave
 * of a drawn stay is always voided, whichever of leave and draw came first (R4).
 *
 * <p>The states of a profile and all transitions: docs/profile-states.md.
 */
public final class PoolRules {

  /**
   * How long a second profile waits for the end of the first one, and any profile for its country's
   * plan: both may still be in flight on another topic. While invitation-service decides on a
   * withdrawal of the first profile, the second waits without a limit, because the answer is
   * certain to come.
   */
  public static final Duration PARKING_LIMIT = Duration.ofSeconds(5);

  private static final Set<String> PLAN_MISSING =
      EnumSet.of(Objection.SEASON_NOT_PLANNED, Objection.COUNTRY_NOT_IN_SEASON).stream()
          .map(Enum::name)
          .collect(Collectors.toUnmodifiableSet());

  private static final Reason WITHDRAWN_BEFORE =
      Objection.WITHDRAWN.because("The candidate withdrew this profile before it was decided.");

  private static final Reason SECOND_PROFILE =
      Objection.SECOND_PROFILE.because(
          "The candidate has another profile in this season that has not ended; withdraw that one,"
              + " then submit again.");

  private static final Reason IDENTITY_IN_USE =
      Objection.IDENTITY_IN_USE.because(
          "Another candidate id has submitted the same identity document in this season; a person"
              + " takes part with one candidate id, under which the profile must be submitted.");

  private final SeasonLookup season;
  private final Moment at;
  private final List<PoolsEvent> events = new ArrayList<>();
  private Candidacy candidacy;

  private PoolRules(Candidacy candidacy, Moment at, SeasonLookup season) {
    this.candidacy = candidacy;
    this.at = at;
    this.season = season;
  }

  /**
   * Computes the result of an input: an equal candidacy and no events if the input has no effect.
   */
  public static Outcome decide(Candidacy candidacy, Input input, Moment at, SeasonLookup season) {
    PoolRules rules = new PoolRules(candidacy, at, season);
    switch (input) {
      case FromCandidate(ProfileSubmitted event) -> rules.submitted(event);
      case FromCandidate(ProfileWithdrawn event) -> rules.withdrawn(event);
      case FromInvitations(InvitationIssued event) -> rules.issued(event);
      case FromInvitations(AcceptanceConfirmed _) -> {
        // An accepted invitation is still open: the profile is in no pool, as before.
      }
      case FromInvitations(InvitationClosed event) -> rules.closed(event);
      case FromInvitations(AnswerRejected event) -> rules.answerRejected(event);
      case FromIdentities answer -> rules.identified(answer);
      case Tick() -> rules.ticked();
    }
    return new Outcome(rules.candidacy, rules.events);
  }

  /**
   * The next time at which the clock matters for this candidate: the age no longer fits a pool, the
   * profile is no longer valid, or a pool's season closes. Empty if only events matter.
   */
  public static Optional<Instant> nextDue(Candidacy candidacy, SeasonLookup season) {
    Instant next = null;
    for (Profile profile : candidacy.profiles().values()) {
      if (profile.status() instanceof Active) {
        for (Stay stay : profile.stays()) {
          if (stay.isIn()) {
            next = earlier(next, tooLateFrom(profile, stay.pool()));
            next = earlier(next, season.closesAt(stay.pool()).orElse(null));
          }
        }
      }
    }
    return Optional.ofNullable(next);
  }

  private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
    return one == null || other != null && other.isBefore(one) ? other : one;
  }

  /**
   * The wall-clock time until which a parked profile waits. Empty if there is none, or if it waits
   * for invitation-service's verdict or for the check of its identity, which have no time limit.
   */
  public static Optional<Instant> parkedUntil(Candidacy candidacy) {
    return candidacy
        .parked()
        .filter(_ -> !withdrawalAsked(candidacy))
        .filter(
            profile -> profile.identity() != Identity.AWAITED || candidacy.current().isPresent())
        .map(profile -> ((Parked) profile.status()).until());
  }

  private static boolean withdrawalAsked(Candidacy candidacy) {
    return candidacy
        .current()
        .filter(it -> it.status() instanceof Invited invited && invited.withdrawalAsked())
        .isPresent();
  }

  // ---- Submitted(p)

  private void submitted(ProfileSubmitted event) {
    if (candidacy.profiles().containsKey(event.getProfileId())) {
      return; // a duplicate
    }
    boolean somebodyParked = candidacy.parked().isPresent();
    boolean anotherNotEnded = somebodyParked || candidacy.current().isPresent();
    Parked parked = new Parked(event, at.wall().plus(PARKING_LIMIT), at.now());
    Profile profile = Profile.submitted(event, parked);
    candidacy = candidacy.with(profile);

    if (candidacy.tombstones().contains(event.getProfileId())) {
      reject(profile, List.of(WITHDRAWN_BEFORE));
    } else if (somebodyParked) {
      reject(profile, List.of(SECOND_PROFILE));
    } else if (!anotherNotEnded) {
      admit(profile, parked);
    }
  }

  /** Decides on a profile that no other profile blocks: just submitted, or parked until now. */
  private void admit(Profile profile, Parked parked) {
    if (profile.identity() == Identity.AWAITED) {
      return; // parked: the answer is certain to come
    }
    ProfileSubmitted submission = parked.submission();
    Instant loggedAt = parked.loggedAt();
    Instant submittedAt = loggedAt == null ? at.now() : loggedAt;
    Eligibility.Assessment assessment = season.admissions(submission, submittedAt);
    List<Reason> reasons = new ArrayList<>(assessment.profile());
    String first = candidacy.country();
    if (first != null && !first.equals(submission.getCitizenship())) {
      reasons.add(otherCountry(first));
    }
    if (profile.identity() == Identity.IN_USE) {
      reasons.add(IDENTITY_IN_USE);
    }
    if (lacksOnlyThePlan(reasons) && at.wall().isBefore(parked.until())) {
      return; // parked: the plan may be in flight
    }

    Map<String, List<Reason>> refusals = new LinkedHashMap<>();
    for (Eligibility.Refusal refusal : assessment.refused()) {
      refusals.put(PoolIds.text(refusal.pool()), refusal.reasons());
      events.add(entryRefused(profile, refusal));
    }
    Profile next = profile.with(new SubmissionOutcome(Map.of(), refusals, List.of(), null));

    if (!reasons.isEmpty()) {
      reject(next, reasons);
    } else if (assessment.admitted().isEmpty()) {
      reject(next, refusals.values().stream().flatMap(List::stream).distinct().toList());
    } else {
      candidacy = candidacy.of(submission.getCitizenship());
      LocalDate validUntil = Deadlines.validUntil(submittedAt, ZoneId.of(submission.getTimeZone()));
      Map<PoolId, LocalDate> pools = new LinkedHashMap<>();
      assessment
          .admitted()
          .forEach(a -> pools.put(a.pool(), earlier(a.eligibleUntil(), validUntil)));
      Profile active =
          next.with(new SubmissionOutcome(pools, refusals, List.of(), validUntil)).as(new Active());
      for (PoolId pool : pools.keySet()) {
        active = enter(active, pool, null);
      }
      candidacy = candidacy.with(active);
    }
  }

  private static LocalDate earlier(LocalDate one, LocalDate other) {
    return other.isBefore(one) ? other : one;
  }

  private static boolean lacksOnlyThePlan(List<Reason> reasons) {
    return !reasons.isEmpty()
        && reasons.stream().allMatch(reason -> PLAN_MISSING.contains(reason.getCode()));
  }

  private static Reason otherCountry(String first) {
    return Objection.OTHER_COUNTRY.because(
        "Within a season a candidate keeps the country of the first profile, which was %s."
            .formatted(first));
  }

  // ---- the check of an identity document

  private void identified(FromIdentities answer) {
    Profile profile = candidacy.profiles().get(answer.profileId());
    if (profile == null
        || profile.identity() != Identity.AWAITED
        || !(profile.status() instanceof Parked parked)
        || !answer.digest().equals(digest(parked.submission()))) {
      return; // a repeat, or the profile has ended meanwhile
    }
    Profile next = profile.with(answer.granted() ? Identity.CHECKED : Identity.IN_USE);
    candidacy = candidacy.with(next);
    if (candidacy.current().isEmpty()) {
      admit(next, parked);
    }
  }

  private static @Nullable String digest(ProfileSubmitted submission) {
    ByteBuffer digest = submission.getIdentityDigest();
    return digest == null ? null : IdentityDigests.text(digest);
  }

  // ---- W(p)

  private void withdrawn(ProfileWithdrawn event) {
    Profile profile = candidacy.profiles().get(event.getProfileId());
    if (profile == null) {
      candidacy = candidacy.withTombstone(event.getProfileId());
      return;
    }
    if (profile.hasEnded() || profile.seen().withdrawals().contains(event.getEventId())) {
      return;
    }
    Profile next = profile.with(profile.seen().withdrawn(event.getEventId()));
    switch (profile.status()) {
      case Parked _ -> reject(next, List.of(WITHDRAWN_BEFORE));
      case Active _ -> {
        for (Stay stay : next.staysIn()) {
          next = leave(next, stay, LeaveCause.WITHDRAWN, event.getEventId());
        }
        end(next, EndCause.WITHDRAWN);
      }
      case Invited invited when !invited.withdrawalAsked() -> {
        // R5: only invitation-service knows whether an application is in progress, and the leave
        // asks it. The leave is void from the start, because the round has already ended the stay
        // (R4).
        events.add(
            left(next, invited.pool(), invited.stay(), LeaveCause.WITHDRAWN, event.getEventId()));
        events.add(voided(next, invited.pool(), invited.stay()));
        candidacy = candidacy.with(next.as(invited.asked(true)));
      }
      case Invited _ -> candidacy = candidacy.with(next); // judged with the earlier withdrawal
      case Ended _ -> {}
    }
  }

  // ---- Issued(i,p,X,s)

  private void issued(InvitationIssued event) {
    Profile profile = candidacy.profiles().get(event.getProfileId());
    if (profile == null
        || profile.seen().invitation(event.getInvitationId())
        || !profile.outcome().pools().containsKey(event.getPool())) {
      return; // a repeat, or a round that ran elsewhere with other profiles
    }
    Profile next = profile.with(profile.seen().issued(event.getInvitationId()));
    Optional<Stay> drawn = next.stay(event.getPool(), event.getStay());
    if (drawn.isPresent()) {
      if (drawn.get().standing() instanceof Standing.Left) {
        events.add(voided(next, event.getPool(), event.getStay()));
      }
      next = next.with(drawn.get().with(new Standing.Drawn()));
    }
    if (!profile.hasEnded()) {
      for (Stay other : next.staysIn()) {
        next = leave(next, other, LeaveCause.INVITED, null);
      }
      next = next.as(new Invited(event.getInvitationId(), event.getPool(), event.getStay(), false));
    }
    candidacy = candidacy.with(next);
  }

  // ---- Closed(i, cause)

  private void closed(InvitationClosed event) {
    Profile profile = candidacy.profiles().get(event.getProfileId());
    UUID invitation = event.getInvitationId();
    if (profile == null || !profile.seen().openInvitations().contains(invitation)) {
      return;
    }
    Profile next = profile.with(profile.seen().closed(invitation));
    switch (profile.status()) {
      case Ended(EndCause cause) -> closedAfterTheEnd(next, cause, event);
      case Invited invited when invited.invitationId().equals(invitation) ->
          closed(next, invited.withdrawalAsked(), event);
      case Parked _, Active _, Invited _ -> candidacy = candidacy.with(next);
    }
  }

  private void closed(Profile profile, boolean withdrawalAsked, InvitationClosed event) {
    switch (event.getCause()) {
      case DECLINED, VOIDED -> {
        Profile back = returned(profile, event);
        if (withdrawalAsked) {
          // R6: the withdrawal remains valid after a verdict that overtook it.
          end(leaveAll(back, LeaveCause.WITHDRAWN), EndCause.WITHDRAWN);
        } else {
          activeAgain(back, event.getInvitationId());
        }
      }
      case APPLICATION_CLOSED -> {
        if (withdrawalAsked) {
          end(profile, EndCause.WITHDRAWN);
        } else {
          activeAgain(profile, event.getInvitationId());
        }
      }
      case NOT_ANSWERED -> end(profile, EndCause.NOT_ANSWERED);
      case NOT_SUBMITTED -> end(profile, EndCause.NOT_SUBMITTED);
      case PROFILE_WITHDRAWN -> end(profile, EndCause.PROFILE_WITHDRAWN);
      case LOI_ISSUED -> end(profile, EndCause.LOI_ISSUED);
      case UNKNOWN -> {} // a cause of a newer version: nothing can be concluded
    }
  }

  private void closedAfterTheEnd(Profile profile, EndCause cause, InvitationClosed event) {
    switch (event.getCause()) {
      case DECLINED, VOIDED ->
          candidacy = candidacy.with(leaveAll(returned(profile, event), cause.ofReturn()));
      case NOT_ANSWERED,
          NOT_SUBMITTED,
          PROFILE_WITHDRAWN,
          APPLICATION_CLOSED,
          LOI_ISSUED,
          UNKNOWN ->
          candidacy = candidacy.with(profile);
    }
  }

  /**
   * Puts the candidate back into the drawn pool after a decline or a correction of the round: a
   * stay begins without an event.
   */
  private static Profile returned(Profile profile, InvitationClosed event) {
    return profile.with(new Stay(event.getPool(), event.getStay() + 1, new Standing.In()));
  }

  /**
   * Puts the profile into all of its pools that season, age and the profile's validity allow; ends
   * it if there are none.
   */
  private void activeAgain(Profile profile, UUID after) {
    Profile active = profile.as(new Active());
    for (PoolId pool : profile.outcome().pools().keySet()) {
      Optional<Stay> stay = active.stayIn(pool);
      Optional<LeaveCause> against = mayNotStay(active, pool);
      if (stay.isPresent() && against.isPresent()) {
        active = leave(active, stay.get(), against.get(), null);
      } else if (stay.isEmpty() && against.isEmpty()) {
        active = enter(active, pool, after);
      }
    }
    if (active.staysIn().isEmpty()) {
      end(active, overBecause(active, active.outcome().pools().keySet()));
    } else {
      candidacy = candidacy.with(active);
    }
  }

  // ---- AnswerRejected(i, answer)

  private void answerRejected(AnswerRejected event) {
    Profile profile = candidacy.profiles().get(event.getProfileId());
    if (profile != null
        && event.getAnswer() == Answer.WITHDRAWAL
        && profile.status() instanceof Invited invited
        && invited.invitationId().equals(event.getInvitationId())
        && invited.withdrawalAsked()) {
      candidacy = candidacy.with(profile.as(invited.asked(false)));
    }
  }

  // ---- clock

  private void ticked() {
    candidacy
        .current()
        .filter(profile -> profile.status() instanceof Active)
        .ifPresent(this::judgedByTheClock);
    candidacy.parked().ifPresent(this::waited);
  }

  private void judgedByTheClock(Profile profile) {
    Profile active = profile;
    List<PoolId> left = new ArrayList<>();
    for (Stay stay : profile.staysIn()) {
      Optional<LeaveCause> against = mayNotStay(profile, stay.pool());
      if (against.isPresent()) {
        active = leave(active, stay, against.get(), null);
        left.add(stay.pool());
      }
    }
    if (active.staysIn().isEmpty()) {
      end(active, overBecause(active, left));
    } else {
      candidacy = candidacy.with(active);
    }
  }

  private void waited(Profile profile) {
    Parked parked = (Parked) profile.status();
    if (candidacy.current().isEmpty()) {
      admit(profile, parked); // the plan may have arrived, or the wait may be over
    } else if (!withdrawalAsked(candidacy) && !at.wall().isBefore(parked.until())) {
      reject(profile, List.of(SECOND_PROFILE));
    }
  }

  // ---- terms: mayReturn, ENTER, LEAVE, END

  /** Why the profile may not be in the pool now; empty if it may. */
  private Optional<LeaveCause> mayNotStay(Profile profile, PoolId pool) {
    if (isOver(pool)) {
      return Optional.of(LeaveCause.SEASON_ENDED);
    }
    return at.now().isBefore(tooLateFrom(profile, pool))
        ? Optional.empty()
        : Optional.of(expires(profile, pool) ? LeaveCause.EXPIRED : LeaveCause.AGE);
  }

  /** Whether the profile's own last day is the limit of its stay; otherwise the age is. */
  private static boolean expires(Profile profile, PoolId pool) {
    return profile.outcome().eligibleUntil(pool).equals(profile.outcome().validUntil());
  }

  private boolean isOver(PoolId pool) {
    return season.closesAt(pool).filter(closes -> !at.now().isBefore(closes)).isPresent();
  }

  private EndCause overBecause(Profile profile, Collection<PoolId> pools) {
    if (pools.stream().anyMatch(this::isOver)) {
      return EndCause.SEASON_ENDED;
    }
    return pools.stream().anyMatch(pool -> expires(profile, pool))
        ? EndCause.EXPIRED
        : EndCause.AGE;
  }

  private static Instant tooLateFrom(Profile profile, PoolId pool) {
    return Deadlines.tooOldFrom(
        profile.outcome().eligibleUntil(pool), ZoneId.of(profile.timeZone()));
  }

  private Profile enter(Profile profile, PoolId pool, @Nullable UUID after) {
    int number = profile.lastStay(pool) + 1;
    PoolEntered.Builder entered =
        PoolEntered.newBuilder()
            .setEventId(EventIds.of("PoolEntered", profile.profileId(), PoolIds.text(pool), number))
            .setOccurredAt(at.now())
            .setPool(pool)
            .setProfileId(profile.profileId())
            .setCandidateId(candidacy.candidateId())
            .setStay(number)
            .setEligibleUntil(profile.outcome().eligibleUntil(pool))
            .setValidUntil(profile.outcome().validUntil())
            .setTimeZone(profile.timeZone())
            .setIdentityChecked(profile.identity() == Identity.CHECKED);
    if (after != null) {
      entered.setAfter(after);
    }
    events.add(entered.build());
    return profile.with(new Stay(pool, number, new Standing.In()));
  }

  private Profile leaveAll(Profile profile, LeaveCause cause) {
    Profile out = profile;
    for (Stay stay : profile.staysIn()) {
      out = leave(out, stay, cause, null);
    }
    return out;
  }

  private Profile leave(Profile profile, Stay stay, LeaveCause cause, @Nullable UUID withdrawal) {
    events.add(left(profile, stay.pool(), stay.number(), cause, withdrawal));
    return profile.with(stay.with(new Standing.Left(cause)));
  }

  /** Ends a profile for good, then decides on a parked one. */
  private void end(Profile profile, EndCause cause) {
    candidacy = candidacy.with(profile.as(new Ended(cause)));
    candidacy.parked().ifPresent(parked -> admit(parked, (Parked) parked.status()));
  }

  private void reject(Profile profile, List<Reason> reasons) {
    SubmissionOutcome outcome = profile.outcome();
    candidacy =
        candidacy.with(
            profile
                .with(new SubmissionOutcome(outcome.pools(), outcome.refusals(), reasons, null))
                .as(new Ended(EndCause.REJECTED)));
    events.add(
        ProfileRejected.newBuilder()
            .setEventId(EventIds.of("ProfileRejected", profile.profileId()))
            .setOccurredAt(at.now())
            .setSeason(candidacy.season())
            .setCountry(profile.country())
            .setProfileId(profile.profileId())
            .setCandidateId(candidacy.candidateId())
            .setReasons(reasons)
            .build());
  }

  private PoolEntryRefused entryRefused(Profile profile, Eligibility.Refusal refusal) {
    return PoolEntryRefused.newBuilder()
        .setEventId(
            EventIds.of("PoolEntryRefused", profile.profileId(), PoolIds.text(refusal.pool())))
        .setOccurredAt(at.now())
        .setPool(refusal.pool())
        .setProfileId(profile.profileId())
        .setCandidateId(candidacy.candidateId())
        .setReasons(refusal.reasons())
        .build();
  }

  /**
   * Each withdrawal that invitation-service judges is an event of its own, even for a stay that was
   * left before. Invitation-service acts on the cause and must not take the second for a repeat of
   * the first.
   */
  private PoolLeft left(
      Profile profile, PoolId pool, int stay, LeaveCause cause, @Nullable UUID withdrawal) {
    return PoolLeft.newBuilder()
        .setEventId(
            EventIds.of(
                "PoolLeft",
                profile.profileId(),
                PoolIds.text(pool),
                stay,
                cause,
                withdrawal == null ? "" : withdrawal))
        .setOccurredAt(at.now())
        .setPool(pool)
        .setProfileId(profile.profileId())
        .setCandidateId(candidacy.candidateId())
        .setStay(stay)
        .setCause(cause)
        .build();
  }

  private PoolLeaveVoided voided(Profile profile, PoolId pool, int stay) {
    return PoolLeaveVoided.newBuilder()
        .setEventId(EventIds.of("PoolLeaveVoided", profile.profileId(), PoolIds.text(pool), stay))
        .setOccurredAt(at.now())
        .setPool(pool)
        .setProfileId(profile.profileId())
        .setCandidateId(candidacy.candidateId())
        .setStay(stay)
        .build();
  }
}
