package org.iecpools.stats.domain;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.iecpools.events.AcceptanceConfirmed;
import org.iecpools.events.AnnouncementWithdrawn;
import org.iecpools.events.Answer;
import org.iecpools.events.AnswerRejected;
import org.iecpools.events.ApplicationClosed;
import org.iecpools.events.ApplicationSubmitted;
import org.iecpools.events.ClosedCause;
import org.iecpools.events.Event;
import org.iecpools.events.InvitationAccepted;
import org.iecpools.events.InvitationClosed;
import org.iecpools.events.InvitationDeclined;
import org.iecpools.events.InvitationIssued;
import org.iecpools.events.LoiCancelled;
import org.iecpools.events.LoiIssued;
import org.iecpools.events.PoolClosed;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.PoolEntryRefused;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.PoolLeaveVoided;
import org.iecpools.events.PoolLeft;
import org.iecpools.events.PoolOpened;
import org.iecpools.events.ProfileRejected;
import org.iecpools.events.ProfileSubmitted;
import org.iecpools.events.ProfileWithdrawn;
import org.iecpools.events.PublicationTimeSet;
import org.iecpools.events.QuotaAnnounced;
import org.iecpools.events.RoundCancelled;
import org.iecpools.events.RoundRun;
import org.iecpools.events.RoundScheduled;
import org.iecpools.events.RoundSealed;
import org.iecpools.events.SeasonPlanned;
import org.jspecify.annotations.Nullable;

/**
 * The contribution of an event to the daily sums of a pool, with the identity by which duplicates
 * are detected. Records of the same identity are the same fact, and one of them counts, whatever
 * the order in which they arrive: the one with the highest revision, then the earliest time, then
 * the first pool in order, then the smallest amount. So the sums of each day are a function of the
 * set of events.
 *
 * @param identity identifies the fact
 * @param pool the pool in which it counts
 * @param occurredAt determines the day
 * @param revision of a round; 0 for everything else
 * @param amount how much it adds, 0 or more; 0 for closures that other facts account for
 */
public record Fact(Identity identity, PoolId pool, Instant occurredAt, int revision, long amount) {

  /**
   * Identifies a fact. The count is part of the identity, so that a rejected decline and a rejected
   * LOI are different facts.
   *
   * @param count what the fact adds to
   * @param subject the profile for a stay, the round for invitations issued, else the invitation
   * @param pool the pool of a stay; null otherwise
   * @param stay number of the stay, 1 or more; 0 otherwise
   */
  public record Identity(Count count, UUID subject, @Nullable PoolId pool, int stay) {}

  /** Whether this record of a fact counts instead of the one known so far. */
  public boolean precedes(Fact known) {
    return revision != known.revision
        ? revision > known.revision
        : precedes(
            occurredAt.toEpochMilli(),
            pool,
            amount,
            known.occurredAt.toEpochMilli(),
            known.pool,
            known.amount);
  }

  /**
   * Whether a record of a fact counts instead of the one known so far, if both have the same
   * revision. Without objects, because it is called for every duplicate.
   *
   * @param occurredAt milliseconds UTC
   * @param knownAt milliseconds UTC
   */
  static boolean precedes(
      long occurredAt, PoolId pool, long amount, long knownAt, PoolId knownPool, long knownAmount) {
    if (occurredAt != knownAt) {
      return occurredAt < knownAt;
    }
    int order = PoolIds.ORDER.compare(pool, knownPool);
    return order != 0 ? order < 0 : amount < knownAmount;
  }

  /** The fact that an event states; empty if no number depends on it. */
  public static Optional<Fact> of(Event event) {
    return switch (event) {
      case PoolEntered e -> stay(e, Count.ENTERED, e.getPool(), e.getProfileId(), e.getStay());
      case PoolLeft e -> stay(e, Count.LEFT, e.getPool(), e.getProfileId(), e.getStay());
      case PoolLeaveVoided e ->
          stay(e, Count.LEAVES_VOIDED, e.getPool(), e.getProfileId(), e.getStay());
      case RoundRun e ->
          fact(
              e,
              new Identity(Count.INVITED, e.getRoundId(), null, 0),
              e.getPool(),
              e.getRevision(),
              e.getInvited());
      case InvitationDeclined e -> once(e, Count.DECLINED, e.getPool(), e.getInvitationId(), 1);
      case InvitationClosed e ->
          once(
              e, Count.CLOSED_UNUSED, e.getPool(), e.getInvitationId(), closedUnused(e.getCause()));
      case AnswerRejected e ->
          rejected(e.getAnswer())
              .flatMap(count -> once(e, count, e.getPool(), e.getInvitationId(), 1));
      case LoiIssued e -> once(e, Count.LOIS, e.getPool(), e.getInvitationId(), 1);
      case LoiCancelled e -> once(e, Count.LOIS_CANCELLED, e.getPool(), e.getInvitationId(), 1);
      case InvitationIssued _,
          InvitationAccepted _,
          AcceptanceConfirmed _,
          ApplicationSubmitted _,
          ApplicationClosed _,
          PoolEntryRefused _,
          ProfileRejected _,
          ProfileSubmitted _,
          ProfileWithdrawn _,
          RoundScheduled _,
          RoundSealed _,
          RoundCancelled _,
          PoolClosed _,
          PoolOpened _,
          SeasonPlanned _,
          QuotaAnnounced _,
          AnnouncementWithdrawn _,
          PublicationTimeSet _ ->
          Optional.empty();
    };
  }

  /**
   * How much an InvitationClosed with this cause adds to {@link Count#CLOSED_UNUSED}. Declines and
   * LOIs are counted by their own events, voided invitations by the corrected round.
   */
  public static int closedUnused(ClosedCause cause) {
    return switch (cause) {
      case NOT_ANSWERED, NOT_SUBMITTED, PROFILE_WITHDRAWN, APPLICATION_CLOSED -> 1;
      case DECLINED, LOI_ISSUED, VOIDED, UNKNOWN -> 0;
    };
  }

  /** What an AnswerRejected of this answer adds 1 to; empty if no number depends on it. */
  public static Optional<Count> rejected(Answer answer) {
    return switch (answer) {
      case DECLINE -> Optional.of(Count.DECLINES_REJECTED);
      case LOI -> Optional.of(Count.LOIS_REJECTED);
      case ACCEPT, WITHDRAWAL, UNKNOWN -> Optional.empty();
    };
  }

  private static Optional<Fact> stay(Event e, Count count, PoolId pool, UUID profile, int stay) {
    return fact(e, new Identity(count, profile, pool, stay), pool, 0, 1);
  }

  private static Optional<Fact> once(
      Event e, Count count, PoolId pool, UUID invitation, int amount) {
    return fact(e, new Identity(count, invitation, null, 0), pool, 0, amount);
  }

  private static Optional<Fact> fact(
      Event e, Identity identity, PoolId pool, int revision, long amount) {
    // An invalid pool may come from a newer schema; its numbers could not be queried.
    return PoolIds.fault(pool) != null
        ? Optional.empty()
        : Optional.of(new Fact(identity, pool, e.getOccurredAt(), revision, Math.max(0, amount)));
  }
}
