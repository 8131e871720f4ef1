package org.iecpools.invitation.domain;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.iecpools.domain.Weeks;
import org.iecpools.events.PoolId;
import org.jspecify.annotations.Nullable;

/**
 * Mutable form of a {@link CandidateRow}. Most candidates have entered only a pool or two, and a
 * country has hundreds of thousands of them. Collections are immutable and replaced, because small
 * immutable ones take a fraction of the memory of a hash table.
 */
final class Candidate {
  final UUID id;

  /** Whether the stored row is among those of closed candidates. */
  boolean closed;

  @Nullable UUID current;

  /** Whether the identity of the current profile was checked. */
  boolean identityChecked;

  String timeZone;
  @Nullable UUID open;
  final Once<StayId> entered;
  final Once<StayId> left;
  final Once<StayId> voided;
  final Once<UUID> declinedElsewhere;
  final Once<UUID> lois;
  final Once<UUID> loisCancelled;
  private Map<PoolId, Stay> stays;
  private List<Invitation> invitations;
  private List<LoggedAnswer> held;
  private @Nullable SealedStay sealed;

  private Candidate(CandidateRow row, boolean closed, UnaryOperator<PoolId> shared) {
    this.closed = closed;
    id = row.candidateId();
    current = row.current();
    identityChecked = Boolean.TRUE.equals(row.identityChecked());
    timeZone = row.timeZone().intern();
    open = row.open();
    entered = new Once<>(shared(row.entered(), shared));
    left = new Once<>(shared(row.left(), shared));
    voided = new Once<>(shared(row.voided(), shared));
    declinedElsewhere = new Once<>(row.declinedElsewhere());
    lois = new Once<>(row.lois());
    loisCancelled = new Once<>(row.loisCancelled());
    stays =
        row.stays().entrySet().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    stay -> shared.apply(stay.getKey()), Map.Entry::getValue));
    invitations = List.copyOf(row.invitations());
    held = List.copyOf(row.held());
    sealed = row.sealed();
  }

  /**
   * A candidate whose row is not among those of closed candidates.
   *
   * @param shared the instance of a pool's id that all candidates share: ids of their own would be
   *     a third of what a candidate takes
   */
  static Candidate of(CandidateRow row, UnaryOperator<PoolId> shared) {
    return new Candidate(row, false, shared);
  }

  /** A candidate whose row is among those of closed candidates. */
  static Candidate ofClosed(CandidateRow row, UnaryOperator<PoolId> shared) {
    return new Candidate(row, true, shared);
  }

  /** A candidate about whom nothing is known yet. */
  static Candidate unknown(int season, String country, UUID id) {
    return new Candidate(
        new CandidateRow(
            season,
            country,
            id,
            null,
            Weeks.ZONE.getId(),
            Map.of(),
            null,
            List.of(),
            Set.of(),
            Set.of(),
            Set.of(),
            Set.of(),
            Set.of(),
            Set.of(),
            List.of(),
            null,
            null),
        false,
        UnaryOperator.identity());
  }

  CandidateRow row(int season, String country) {
    return new CandidateRow(
        season,
        country,
        id,
        current,
        timeZone,
        stays,
        open,
        invitations,
        entered.all(),
        left.all(),
        voided.all(),
        declinedElsewhere.all(),
        lois.all(),
        loisCancelled.all(),
        held,
        sealed,
        identityChecked);
  }

  private Set<StayId> shared(Set<StayId> stays, UnaryOperator<PoolId> pools) {
    return stays.stream()
        .map(it -> new StayId(shared(it.profileId()), pools.apply(it.pool()), it.number()))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** A profile's id, as the same instance as {@link #current} if it is that profile. */
  UUID shared(UUID profileId) {
    return current != null && current.equals(profileId) ? current : profileId;
  }

  // ---- stays that can be drawn

  Optional<Stay> stay(PoolId pool) {
    return Optional.ofNullable(stays.get(pool));
  }

  void begin(PoolId pool, Stay stay) {
    Map<PoolId, Stay> more = new HashMap<>(stays);
    more.put(pool, stay);
    stays = Map.copyOf(more);
  }

  void end(PoolId pool) {
    Map<PoolId, Stay> fewer = new HashMap<>(stays);
    fewer.remove(pool);
    stays = Map.copyOf(fewer);
  }

  void endAllStays() {
    stays = Map.of();
  }

  // ---- invitations

  /** All invitations, in draw order. */
  List<Invitation> invitations() {
    return invitations;
  }

  Optional<Invitation> invitation(UUID invitationId) {
    return invitations.stream()
        .filter(invitation -> invitation.id().equals(invitationId))
        .findFirst();
  }

  /** The latest invitation of a profile; null before the first. */
  @Nullable UUID latestInvitation(UUID profileId) {
    return invitations.reversed().stream()
        .filter(invitation -> invitation.profileId().equals(profileId))
        .findFirst()
        .map(Invitation::id)
        .orElse(null);
  }

  /** The open invitation if it belongs to this profile. */
  Optional<Invitation> openOf(UUID profileId) {
    return Optional.ofNullable(open)
        .flatMap(this::invitation)
        .filter(invitation -> invitation.profileId().equals(profileId));
  }

  // ---- late answers to the open invitation, not judged yet

  List<LoggedAnswer> held() {
    return held;
  }

  /**
   * Holds an answer unless one of its kind is held: a repeat would be judged in the same way.
   * Returns whether the answer was added.
   */
  boolean hold(LoggedAnswer answer) {
    if (held.stream().anyMatch(other -> other.getClass() == answer.getClass())) {
      return false;
    }
    held = Stream.concat(held.stream(), Stream.of(answer)).toList();
    return true;
  }

  void release(LoggedAnswer answer) {
    held = held.stream().filter(other -> other != answer).toList();
  }

  // ---- the list of a sealed round

  /** How the candidate stood in the list of a round before the first change since. */
  Optional<SealedStay> sealedIn(UUID roundId) {
    return Optional.ofNullable(sealed).filter(it -> it.roundId().equals(roundId));
  }

  /** Keeps how the candidate stands in a list; null for none. */
  void keep(@Nullable SealedStay stands) {
    sealed = stands;
  }

  /** Adds an invitation, or replaces the one with the same id. */
  void put(Invitation invitation) {
    List<Invitation> next = new ArrayList<>(invitations);
    int known = invitation(invitation.id()).map(next::indexOf).orElse(-1);
    if (known < 0) {
      next.add(invitation);
    } else {
      next.set(known, invitation);
    }
    invitations = List.copyOf(next);
  }
}
