package org.iecpools.profile.domain;

import java.time.Instant;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.iecpools.events.AcceptanceConfirmed;
import org.iecpools.events.AnswerRejected;
import org.iecpools.events.ApplicationClosed;
import org.iecpools.events.ApplicationSubmitted;
import org.iecpools.events.CandidateEvent;
import org.iecpools.events.InvitationAccepted;
import org.iecpools.events.InvitationClosed;
import org.iecpools.events.InvitationDeclined;
import org.iecpools.events.InvitationIssued;
import org.iecpools.events.LeaveCause;
import org.iecpools.events.LoiCancelled;
import org.iecpools.events.LoiIssued;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.PoolEntryRefused;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.PoolLeaveVoided;
import org.iecpools.events.PoolLeft;
import org.iecpools.events.ProfileRejected;
import org.iecpools.events.ProfileSubmitted;
import org.iecpools.events.ProfileWithdrawn;
import org.iecpools.profile.domain.Invitation.Mark;
import org.iecpools.profile.domain.Profile.Stay;
import org.jspecify.annotations.Nullable;

/**
 * Collects the facts of one {@link Profile}. An event costs the same however many were added
 * before, because nothing is copied until the profile is complete.
 */
final class ProfileDraft {

  private final UUID profileId;
  private @Nullable ProfileSubmitted submitted;
  private @Nullable Instant withdrawnAt;
  private @Nullable ProfileRejected rejected;
  private final Map<PoolId, SortedMap<Integer, StayDraft>> stays = new LinkedHashMap<>();
  private final Map<String, PoolEntryRefused> refused = new LinkedHashMap<>();
  private final Map<UUID, InvitationDraft> invitations = new LinkedHashMap<>();

  /** Begins without a fact. */
  ProfileDraft(UUID profileId) {
    this.profileId = profileId;
  }

  /** Begins with what is known already. */
  ProfileDraft(Profile known) {
    this(known.profileId());
    submitted = known.submitted();
    withdrawnAt = known.withdrawnAt();
    rejected = known.rejected();
    known
        .stays()
        .forEach(
            (pool, numbered) ->
                numbered.forEach(
                    (number, stay) -> numbered(pool).put(number, new StayDraft(stay))));
    refused.putAll(known.refused());
    known.invitations().forEach((id, facts) -> invitations.put(id, new InvitationDraft(facts)));
  }

  /** Adds a fact; a repeat changes nothing. */
  void add(CandidateEvent event) {
    switch (event) {
      case ProfileSubmitted e -> submitted = submitted == null ? e : submitted;
      case ProfileWithdrawn e ->
          withdrawnAt = withdrawnAt == null ? e.getOccurredAt() : withdrawnAt;
      case PoolEntered e -> stay(e.getPool(), e.getStay()).add(e);
      case PoolLeft e -> stay(e.getPool(), e.getStay()).add(e);
      case PoolLeaveVoided _ -> {
        // The invitation implies the same: the leave of a drawn stay is void.
      }
      case PoolEntryRefused e -> refused.putIfAbsent(PoolIds.text(e.getPool()), e);
      case ProfileRejected e -> rejected = e;
      case InvitationIssued e -> invitation(e.getInvitationId(), e.getPool()).add(e);
      case AcceptanceConfirmed e -> invitation(e.getInvitationId(), e.getPool()).add(e);
      case InvitationClosed e -> invitation(e.getInvitationId(), e.getPool()).add(e);
      case AnswerRejected e -> invitation(e.getInvitationId(), e.getPool()).add(e);
      case InvitationAccepted e -> mark(e.getInvitationId(), e.getPool(), Mark.ACCEPTED, e);
      case InvitationDeclined e -> mark(e.getInvitationId(), e.getPool(), Mark.DECLINED, e);
      case ApplicationSubmitted e -> mark(e.getInvitationId(), e.getPool(), Mark.APPLIED, e);
      case ApplicationClosed e ->
          mark(e.getInvitationId(), e.getPool(), Mark.APPLICATION_CLOSED, e);
      case LoiIssued e -> mark(e.getInvitationId(), e.getPool(), Mark.LOI_ISSUED, e);
      case LoiCancelled e -> mark(e.getInvitationId(), e.getPool(), Mark.LOI_CANCELLED, e);
    }
  }

  Profile profile() {
    var allStays = new LinkedHashMap<PoolId, SortedMap<Integer, Stay>>();
    stays.forEach(
        (pool, numbered) -> {
          var ofPool = new TreeMap<Integer, Stay>();
          numbered.forEach((number, stay) -> ofPool.put(number, stay.stay()));
          allStays.put(pool, ofPool);
        });
    var allInvitations = new LinkedHashMap<UUID, Invitation>();
    invitations.forEach((id, facts) -> allInvitations.put(id, facts.invitation()));
    return new Profile(
        profileId, submitted, withdrawnAt, allStays, refused, rejected, allInvitations);
  }

  private SortedMap<Integer, StayDraft> numbered(PoolId pool) {
    return stays.computeIfAbsent(pool, _ -> new TreeMap<>());
  }

  private StayDraft stay(PoolId pool, int number) {
    return numbered(pool).computeIfAbsent(number, _ -> new StayDraft(Stay.UNKNOWN));
  }

  private InvitationDraft invitation(UUID id, PoolId pool) {
    return invitations.computeIfAbsent(id, _ -> new InvitationDraft(id, pool));
  }

  private void mark(UUID id, PoolId pool, Mark mark, CandidateEvent event) {
    invitation(id, pool).add(mark, event.getOccurredAt());
  }

  /** Collects the facts of one {@link Stay}. */
  private static final class StayDraft {
    private @Nullable Instant enteredAt;
    private @Nullable LocalDate eligibleUntil;
    private @Nullable LocalDate validUntil;
    private @Nullable String timeZone;
    private @Nullable Instant leftAt;
    private @Nullable LeaveCause leftBecause;
    private final Set<UUID> withdrawals;

    StayDraft(Stay known) {
      enteredAt = known.enteredAt();
      eligibleUntil = known.eligibleUntil();
      validUntil = known.validUntil();
      timeZone = known.timeZone();
      leftAt = known.leftAt();
      leftBecause = known.leftBecause();
      withdrawals = new HashSet<>(known.withdrawals());
    }

    void add(PoolEntered event) {
      enteredAt = event.getOccurredAt();
      eligibleUntil = event.getEligibleUntil();
      validUntil = event.getValidUntil();
      timeZone = event.getTimeZone();
    }

    void add(PoolLeft event) {
      if (event.getCause() == LeaveCause.WITHDRAWN) {
        withdrawals.add(event.getEventId());
      }
      leftAt = leftAt == null ? event.getOccurredAt() : leftAt;
      leftBecause = leftBecause == null ? event.getCause() : leftBecause;
    }

    Stay stay() {
      return new Stay(
          enteredAt, eligibleUntil, validUntil, timeZone, leftAt, leftBecause, withdrawals);
    }
  }
}
