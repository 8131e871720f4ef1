package org.iecpools.stats.domain;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.iecpools.domain.Weeks;
import org.iecpools.events.AnswerRejected;
import org.iecpools.events.ApplicationClosed;
import org.iecpools.events.ApplicationSubmitted;
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
import org.iecpools.events.QuotaAnnounced;
import org.iecpools.events.RoundRun;
import org.iecpools.events.RoundScheduled;
import org.iecpools.events.SeasonPlanned;

/**
 * What an event says once duplicates are told apart: the number it adds to a pool's day. Records of
 * the same identity are the same fact, and of all that were seen one counts, whatever the order in
 * which they came: the highest revision, of those the earliest, of those the one with the smallest
 * event id. So the sums are a function of the set of events, day by day.
 *
 * @param identity what makes it this fact
 * @param pool the pool it counts in
 * @param occurredAt decides the day
 * @param eventId of the record that counts
 * @param revision of a round; 0 for everything else
 * @param count what it adds to
 * @param amount how much, 0 or more; 0 for verdicts that other facts account for
 */
public record Fact(
    String identity,
    PoolId pool,
    Instant occurredAt,
    UUID eventId,
    int revision,
    Count count,
    long amount) {

  /** The record that counts comes first. The last three only settle records that contradict. */
  private static final Comparator<Fact> PRECEDENCE =
      Comparator.comparing(Fact::revision, Comparator.reverseOrder())
          .thenComparing(Fact::occurredAt)
          .thenComparing(f -> f.eventId().toString())
          .thenComparing(Fact::pool, PoolIds.ORDER)
          .thenComparing(Fact::count)
          .thenComparing(Fact::amount);

  /** The fact that counts among those told before and this one. */
  public boolean precedes(Fact known) {
    return PRECEDENCE.compare(this, known) < 0;
  }

  /**
   * What changes when this fact takes the place of the one known so far, null when there is none.
   */
  public List<Change> inPlaceOf(Fact known) {
    return known == null ? List.of(change(1)) : List.of(known.change(-1), change(1));
  }

  private Change change(int sign) {
    return new Change(pool, Weeks.day(occurredAt), Sums.of(count, sign * amount));
  }

  /** The fact that an event states; none where no number depends on it. */
  public static Optional<Fact> of(Event event) {
    return switch (event) {
      case PoolEntered e -> stay(e, e.getPool(), e.getProfileId(), e.getStay(), Count.ENTERED);
      case PoolLeft e -> stay(e, e.getPool(), e.getProfileId(), e.getStay(), Count.LEFT);
      case PoolLeaveVoided e ->
          stay(e, e.getPool(), e.getProfileId(), e.getStay(), Count.LEAVES_VOIDED);
      case RoundRun e ->
          fact(e, e.getPool(), e.getRevision(), Count.INVITED, e.getInvited(), e.getRoundId());
      case InvitationDeclined e -> fact(e, e.getPool(), 0, Count.DECLINED, 1, e.getInvitationId());
      case InvitationClosed e ->
          fact(e, e.getPool(), 0, Count.CLOSED_UNUSED, closedUnused(e), e.getInvitationId());
      case AnswerRejected e ->
          rejected(e).flatMap(count -> fact(e, e.getPool(), 0, count, 1, e.getInvitationId()));
      case LoiIssued e -> fact(e, e.getPool(), 0, Count.LOIS, 1, e.getInvitationId());
      case LoiCancelled e -> fact(e, e.getPool(), 0, Count.LOIS_CANCELLED, 1, e.getInvitationId());
      case InvitationIssued _,
          InvitationAccepted _,
          ApplicationSubmitted _,
          ApplicationClosed _,
          PoolEntryRefused _,
          ProfileRejected _,
          ProfileSubmitted _,
          ProfileWithdrawn _,
          RoundScheduled _,
          PoolClosed _,
          PoolOpened _,
          SeasonPlanned _,
          QuotaAnnounced _ ->
          Optional.empty();
    };
  }

  /** A decline and an LOI are counted by their own events. */
  private static int closedUnused(InvitationClosed e) {
    return switch (e.getCause()) {
      case NOT_ANSWERED, NOT_SUBMITTED, PROFILE_WITHDRAWN, APPLICATION_CLOSED -> 1;
      case DECLINED, LOI_ISSUED, UNKNOWN -> 0;
    };
  }

  private static Optional<Count> rejected(AnswerRejected e) {
    return switch (e.getAnswer()) {
      case DECLINE -> Optional.of(Count.DECLINES_REJECTED);
      case LOI -> Optional.of(Count.LOIS_REJECTED);
      case ACCEPT, WITHDRAWAL, UNKNOWN -> Optional.empty();
    };
  }

  private static Optional<Fact> stay(Event e, PoolId pool, UUID profile, int stay, Count count) {
    return fact(e, pool, 0, count, 1, profile, PoolIds.text(pool), stay);
  }

  /** The count is part of the identity, so rejections are told apart by what they reject. */
  private static Optional<Fact> fact(
      Event e, PoolId pool, int revision, Count count, long amount, Object... identity) {
    if (PoolIds.fault(pool) != null) {
      // A category of a newer schema: a number nobody could ask for.
      return Optional.empty();
    }
    String text =
        String.join(
            ":",
            Stream.concat(Stream.of(count), Stream.of(identity)).map(Object::toString).toList());
    return Optional.of(
        new Fact(
            text, pool, e.getOccurredAt(), e.getEventId(), revision, count, Math.max(0, amount)));
  }
}
