package org.iecpools.profile.domain;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.iecpools.events.Answer;
import org.iecpools.events.ClosedCause;
import org.iecpools.events.InvitationClosed;
import org.iecpools.events.InvitationIssued;
import org.iecpools.events.LeaveCause;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.ProfileRejected;
import org.iecpools.events.Reason;
import org.iecpools.profile.domain.Profile.Stay;
import org.jspecify.annotations.Nullable;

/**
 * The status of a profile, derived from all known facts. Pool-service and invitation-service
 * decide; this class only interprets their decisions, from topics that may be read in any order.
 *
 * @param status status of the profile, with details
 * @param stays stays in pools, by pool and number
 * @param withdrawal state of the candidate's request to withdraw
 */
public record Standing(
    Profile profile, Status status, List<PoolStay> stays, Withdrawal withdrawal) {

  /** Status of a profile. */
  public sealed interface Status {
    /** The decision has not been read yet. */
    record Pending() implements Status {}

    /** In at least one pool. */
    record Active() implements Status {}

    /** Holds an open invitation, and is in no pool. */
    record Invited(Invitation invitation) implements Status {}

    /**
     * Ended for good.
     *
     * @param at when it ended, if an event states it
     * @param reasons reasons of a rejection
     */
    record Ended(EndCause cause, @Nullable Instant at, List<Reason> reasons) implements Status {}
  }

  /** State of the candidate's request to withdraw the profile. */
  public sealed interface Withdrawal {
    /** Never requested. */
    record None() implements Withdrawal {}

    /** Requested; the verdict has not been read yet. */
    record Asked() implements Withdrawal {}

    /** Refused, because an application is in progress. */
    record Refused(String reason) implements Withdrawal {}

    /** The profile was withdrawn. */
    record Granted() implements Withdrawal {}
  }

  /** State of a stay in a pool. */
  public enum StayState {
    /** In the pool. */
    IN,
    /** Ended by a draw, with an invitation. */
    INVITED,
    /** Left for another reason. */
    LEFT
  }

  /**
   * A stay in a pool.
   *
   * @param number 1, 2, ... for each pool
   * @param from null if only its end has been read
   * @param cause cause of leaving; null unless LEFT
   */
  public record PoolStay(
      PoolId pool,
      int number,
      StayState state,
      @Nullable Instant from,
      @Nullable Instant until,
      @Nullable LeaveCause cause,
      @Nullable LocalDate eligibleUntil) {}

  /** The season's plan, as far as a standing depends on it. */
  public interface Closing {
    /** When all candidates leave the pool; empty for a pool without a plan. */
    Optional<Instant> closesAt(PoolId pool);
  }

  /** Copies the list. */
  public Standing {
    stays = List.copyOf(stays);
  }

  /** Derives the standing of a profile at an instant. */
  public static Standing of(Profile profile, Closing closing, Instant now) {
    List<PoolStay> stays = stays(profile);
    Withdrawal withdrawal = withdrawal(profile);
    Status status = status(profile, stays, withdrawal, closing, now);
    return new Standing(profile, status, stays, settled(profile, withdrawal, status));
  }

  /** Whether the profile blocks another one. */
  public boolean isLive() {
    return switch (status) {
      case Status.Ended _ -> false;
      case Status.Pending _, Status.Active _, Status.Invited _ -> true;
    };
  }

  /** Number of withdrawals that invitation-service has rejected so far. */
  public int withdrawalsRefused() {
    return profile.invitations().values().stream()
        .mapToInt(invitation -> invitation.withdrawalsRejected().size())
        .sum();
  }

  private static List<PoolStay> stays(Profile profile) {
    var stays = new ArrayList<PoolStay>();
    var pools = new TreeSet<>(PoolIds.ORDER);
    pools.addAll(profile.stays().keySet());
    profile.invitations().values().forEach(invitation -> pools.add(invitation.pool()));
    for (PoolId pool : pools) {
      @Nullable SortedMap<Integer, Stay> named = profile.stays().get(pool);
      var numbers = new TreeSet<Integer>(named == null ? Set.of() : named.keySet());
      for (Invitation invitation : of(profile, pool)) {
        invitation.stay().ifPresent(numbers::add);
        // The stay after a decline or a correction begins with the verdict, without an entry.
        returned(invitation).ifPresent(closed -> numbers.add(closed.getStay() + 1));
      }
      for (int number : numbers) {
        Stay facts = named == null ? null : named.get(number);
        stays.add(stay(profile, pool, number, facts == null ? Stay.UNKNOWN : facts));
      }
    }
    return stays;
  }

  private static PoolStay stay(Profile profile, PoolId pool, int number, Stay facts) {
    Optional<Invitation> drawn =
        of(profile, pool).stream()
            .filter(invitation -> invitation.stay().filter(n -> n == number).isPresent())
            .findFirst();
    Instant from =
        facts.enteredAt() != null
            ? facts.enteredAt()
            : of(profile, pool).stream()
                .flatMap(invitation -> returned(invitation).stream())
                .filter(closed -> closed.getStay() + 1 == number)
                .map(InvitationClosed::getOccurredAt)
                .findFirst()
                .orElse(null);
    LocalDate eligibleUntil = eligibleUntil(profile, pool);
    if (drawn.isPresent()) {
      @Nullable InvitationIssued issued = drawn.get().issued();
      Instant at = issued == null ? null : issued.getOccurredAt();
      return new PoolStay(pool, number, StayState.INVITED, from, at, null, eligibleUntil);
    }
    return facts.leftAt() == null
        ? new PoolStay(pool, number, StayState.IN, from, null, null, eligibleUntil)
        : new PoolStay(
            pool, number, StayState.LEFT, from, facts.leftAt(), facts.leftBecause(), eligibleUntil);
  }

  private static Status status(
      Profile profile, List<PoolStay> stays, Withdrawal withdrawal, Closing closing, Instant now) {
    @Nullable ProfileRejected rejected = profile.rejected();
    if (rejected != null) {
      return new Status.Ended(EndCause.REJECTED, rejected.getOccurredAt(), rejected.getReasons());
    }
    Optional<Status> verdict =
        profile.invitations().values().stream()
            .flatMap(invitation -> Stream.ofNullable(invitation.closed()))
            .flatMap(closed -> ended(closed).stream())
            .findFirst();
    if (verdict.isPresent()) {
      return verdict.get();
    }
    Optional<Invitation> open =
        profile.invitations().values().stream().filter(Invitation::isOpen).findFirst();
    if (open.isPresent()) {
      return new Status.Invited(open.get());
    }
    if (stays.stream().anyMatch(stay -> stay.state() == StayState.IN)) {
      return new Status.Active();
    }
    return withoutPool(profile, stays, withdrawal, closing, now);
  }

  /** Status of a profile that is in no pool and holds no invitation. */
  private static Status withoutPool(
      Profile profile, List<PoolStay> stays, Withdrawal withdrawal, Closing closing, Instant now) {
    Optional<PoolStay> withdrawn = leftBecause(stays, LeaveCause.WITHDRAWN);
    if (withdrawn.isPresent()) {
      return ended(EndCause.WITHDRAWN, withdrawn.get().until());
    }
    Optional<InvitationClosed> closedApplication =
        profile.invitations().values().stream()
            .flatMap(invitation -> Stream.ofNullable(invitation.closed()))
            .filter(closed -> closed.getCause() == ClosedCause.APPLICATION_CLOSED)
            .max(Comparator.comparingLong(InvitationClosed::getSeq));
    if (closedApplication.isPresent()) {
      // Entries follow if the candidate returns to pools. If no pool can be entered, there is no
      // event.
      Instant at = closedApplication.get().getOccurredAt();
      if (withdrawal instanceof Withdrawal.Asked) {
        return ended(EndCause.WITHDRAWN, at);
      }
      Set<PoolId> pools = new HashSet<>(profile.stays().keySet());
      if (pools.stream().anyMatch(pool -> isOver(pool, closing, now))) {
        return ended(EndCause.SEASON_ENDED, at);
      }
      if (!pools.isEmpty() && pools.stream().allMatch(pool -> isTooLate(profile, pool, now))) {
        return ended(expires(profile, pools) ? EndCause.EXPIRED : EndCause.AGE, at);
      }
    }
    Optional<PoolStay> over = leftBecause(stays, LeaveCause.SEASON_ENDED);
    if (over.isPresent()) {
      return ended(EndCause.SEASON_ENDED, over.get().until());
    }
    boolean invitedElsewhere = leftBecause(stays, LeaveCause.INVITED).isPresent();
    boolean nothingClosed =
        profile.invitations().values().stream().allMatch(invitation -> invitation.closed() == null);
    if (invitedElsewhere && nothingClosed) {
      return new Status.Pending(); // the invitation has not been read yet
    }
    return leftBecause(stays, LeaveCause.EXPIRED)
        .map(stay -> ended(EndCause.EXPIRED, stay.until()))
        .or(() -> leftBecause(stays, LeaveCause.AGE).map(stay -> ended(EndCause.AGE, stay.until())))
        .or(
            () ->
                leftBecause(stays, LeaveCause.UNKNOWN)
                    .map(stay -> ended(EndCause.UNKNOWN, stay.until())))
        .orElse(new Status.Pending());
  }

  private static Optional<Status> ended(InvitationClosed closed) {
    Instant at = closed.getOccurredAt();
    return switch (closed.getCause()) {
      case NOT_ANSWERED -> Optional.of(ended(EndCause.NOT_ANSWERED, at));
      case NOT_SUBMITTED -> Optional.of(ended(EndCause.NOT_SUBMITTED, at));
      case PROFILE_WITHDRAWN -> Optional.of(ended(EndCause.WITHDRAWN, at));
      case LOI_ISSUED -> Optional.of(ended(EndCause.LOI_ISSUED, at));
      case DECLINED, APPLICATION_CLOSED, VOIDED, UNKNOWN -> Optional.empty();
    };
  }

  private static Status ended(EndCause cause, @Nullable Instant at) {
    return new Status.Ended(cause, at, List.of());
  }

  private static Withdrawal withdrawal(Profile profile) {
    int asked =
        profile.invitations().values().stream()
            .flatMap(
                invitation ->
                    invitation.stay().flatMap(n -> named(profile, invitation.pool(), n)).stream())
            .mapToInt(stay -> stay.withdrawals().size())
            .sum();
    int refused =
        profile.invitations().values().stream()
            .mapToInt(invitation -> invitation.withdrawalsRejected().size())
            .sum();
    if (asked > refused) {
      return new Withdrawal.Asked();
    }
    if (refused > 0) {
      return new Withdrawal.Refused(
          profile.invitations().values().stream()
              .flatMap(i -> Stream.ofNullable(i.rejected().get(Answer.WITHDRAWAL)))
              .findFirst()
              .orElseThrow());
    }
    return new Withdrawal.None();
  }

  /** Combines the request to withdraw with the status of the profile. */
  private static Withdrawal settled(Profile profile, Withdrawal withdrawal, Status status) {
    return switch (status) {
      case Status.Ended(EndCause cause, _, _) ->
          cause == EndCause.WITHDRAWN ? new Withdrawal.Granted() : new Withdrawal.None();
      // A refusal because of an application no longer applies once the application has ended.
      case Status.Pending _, Status.Active _ when withdrawal instanceof Withdrawal.Refused ->
          new Withdrawal.None();
      case Status.Pending _, Status.Active _, Status.Invited _ ->
          withdrawal instanceof Withdrawal.None && profile.withdrawnAt() != null
              ? new Withdrawal.Asked()
              : withdrawal;
    };
  }

  private static Optional<PoolStay> leftBecause(List<PoolStay> stays, LeaveCause cause) {
    return stays.stream()
        .filter(stay -> stay.state() == StayState.LEFT && stay.cause() == cause)
        .max(Comparator.comparing(PoolStay::until));
  }

  private static List<Invitation> of(Profile profile, PoolId pool) {
    return profile.invitations().values().stream()
        .filter(invitation -> invitation.pool().equals(pool))
        .toList();
  }

  private static Optional<InvitationClosed> returned(Invitation invitation) {
    return Optional.ofNullable(invitation.closed())
        .filter(
            closed ->
                closed.getCause() == ClosedCause.DECLINED
                    || closed.getCause() == ClosedCause.VOIDED);
  }

  private static Optional<Stay> named(Profile profile, PoolId pool, int number) {
    return Optional.ofNullable(profile.stays().get(pool)).map(numbered -> numbered.get(number));
  }

  private static boolean isOver(PoolId pool, Closing closing, Instant now) {
    return closing.closesAt(pool).filter(closes -> !now.isBefore(closes)).isPresent();
  }

  private static boolean isTooLate(Profile profile, PoolId pool, Instant now) {
    LocalDate until = eligibleUntil(profile, pool);
    return until != null && now.atZone(profile.zone()).toLocalDate().isAfter(until);
  }

  /** Whether the profile's own last day is the limit of a stay in one of the pools. */
  private static boolean expires(Profile profile, Set<PoolId> pools) {
    return pools.stream()
        .flatMap(pool -> Stream.ofNullable(profile.stays().get(pool)))
        .flatMap(numbered -> numbered.values().stream())
        .anyMatch(
            stay -> stay.eligibleUntil() != null && stay.eligibleUntil().equals(stay.validUntil()));
  }

  private static @Nullable LocalDate eligibleUntil(Profile profile, PoolId pool) {
    @Nullable SortedMap<Integer, Stay> numbered = profile.stays().get(pool);
    return numbered == null
        ? null
        : numbered.values().stream()
            .flatMap(stay -> Stream.ofNullable(stay.eligibleUntil()))
            .findFirst()
            .orElse(null);
  }
}
