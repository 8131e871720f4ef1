package org.iecpools.profile.domain;

import static java.util.Collections.unmodifiableMap;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.iecpools.domain.Weeks;
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
import org.jspecify.annotations.Nullable;

/**
 * What the log states about one profile.
 *
 * @param submitted null while only events that follow from the submission have been read
 * @param withdrawnAt time of the candidate's first request to withdraw; null if there was none
 * @param stays stays by pool and number; only those that an event names
 * @param refused pools that it did not enter, as text, because a wanted pool may not exist
 * @param rejected null unless it entered no pool
 * @param invitations by invitation id
 */
public record Profile(
    UUID profileId,
    @Nullable ProfileSubmitted submitted,
    @Nullable Instant withdrawnAt,
    Map<PoolId, SortedMap<Integer, Stay>> stays,
    Map<String, PoolEntryRefused> refused,
    @Nullable ProfileRejected rejected,
    Map<UUID, Invitation> invitations) {

  /**
   * A stay in a pool, as far as events name it.
   *
   * @param enteredAt null for a stay after a decline or a correction, which begins without an event
   * @param eligibleUntil last day on which the age fits, if known
   * @param timeZone time zone of the candidate, if known
   * @param leftAt null while no leave has been read; the leave of a drawn stay is void
   * @param leftBecause null exactly if leftAt is
   * @param withdrawals event ids of leaves of this stay by withdrawal; each is judged separately
   */
  public record Stay(
      @Nullable Instant enteredAt,
      @Nullable LocalDate eligibleUntil,
      @Nullable String timeZone,
      @Nullable Instant leftAt,
      @Nullable LeaveCause leftBecause,
      Set<UUID> withdrawals) {

    static final Stay UNKNOWN = new Stay(null, null, null, null, null, Set.of());

    /** Takes a copy. */
    public Stay {
      withdrawals = Set.copyOf(withdrawals);
    }

    Stay with(PoolEntered event) {
      return new Stay(
          event.getOccurredAt(),
          event.getEligibleUntil(),
          event.getTimeZone(),
          leftAt,
          leftBecause,
          withdrawals);
    }

    Stay with(PoolLeft event) {
      var asked = new LinkedHashSet<>(withdrawals);
      if (event.getCause() == LeaveCause.WITHDRAWN) {
        asked.add(event.getEventId());
      }
      return new Stay(
          enteredAt,
          eligibleUntil,
          timeZone,
          leftAt == null ? event.getOccurredAt() : leftAt,
          leftBecause == null ? event.getCause() : leftBecause,
          asked);
    }
  }

  /** Takes copies that keep the order. */
  public Profile {
    stays = unmodifiableMap(new LinkedHashMap<>(stays));
    refused = unmodifiableMap(new LinkedHashMap<>(refused));
    invitations = unmodifiableMap(new LinkedHashMap<>(invitations));
  }

  static Profile unknown(UUID profileId) {
    return new Profile(profileId, null, null, Map.of(), Map.of(), null, Map.of());
  }

  /** Year of the programme, if any known event states it. */
  public Optional<Integer> season() {
    return Optional.ofNullable(submitted)
        .map(ProfileSubmitted::getSeason)
        .or(() -> pools().map(PoolId::getSeason).findFirst())
        .or(() -> Optional.ofNullable(rejected).map(ProfileRejected::getSeason));
  }

  /** Country of citizenship, if any known event states it. */
  public Optional<String> country() {
    return Optional.ofNullable(submitted)
        .map(ProfileSubmitted::getCitizenship)
        .or(() -> pools().map(PoolId::getCountry).findFirst())
        .or(() -> Optional.ofNullable(rejected).map(ProfileRejected::getCountry));
  }

  /** Time zone in which the candidate's days end; that of the programme if none is known. */
  public ZoneId zone() {
    return stays.values().stream()
        .flatMap(numbered -> numbered.values().stream())
        .flatMap(stay -> Stream.ofNullable(stay.timeZone()))
        .filter(ZoneId.getAvailableZoneIds()::contains)
        .findFirst()
        .map(ZoneId::of)
        .orElse(Weeks.ZONE);
  }

  /** Whether it has ever been in a pool. */
  public boolean hasEntered() {
    return !stays.isEmpty() || !invitations.isEmpty();
  }

  private Stream<PoolId> pools() {
    return Stream.of(
            stays.keySet().stream(),
            invitations.values().stream().map(Invitation::pool),
            refused.values().stream().map(PoolEntryRefused::getPool))
        .flatMap(pools -> pools);
  }

  Profile with(CandidateEvent event) {
    return switch (event) {
      case ProfileSubmitted e -> submitted != null ? this : withSubmission(e);
      case ProfileWithdrawn e -> withdrawnAt != null ? this : withWithdrawal(e.getOccurredAt());
      case PoolEntered e -> withStay(e.getPool(), e.getStay(), stay -> stay.with(e));
      case PoolLeft e -> withStay(e.getPool(), e.getStay(), stay -> stay.with(e));
      // The invitation implies the same: the leave of a drawn stay is void.
      case PoolLeaveVoided _ -> this;
      case PoolEntryRefused e -> withRefusal(e);
      case ProfileRejected e -> withRejection(e);
      case InvitationIssued e ->
          withInvitation(e.getInvitationId(), e.getPool(), invitation -> invitation.with(e));
      case AcceptanceConfirmed e ->
          withInvitation(e.getInvitationId(), e.getPool(), invitation -> invitation.with(e));
      case InvitationClosed e ->
          withInvitation(e.getInvitationId(), e.getPool(), invitation -> invitation.with(e));
      case AnswerRejected e ->
          withInvitation(e.getInvitationId(), e.getPool(), invitation -> invitation.with(e));
      case InvitationAccepted e -> marked(e.getInvitationId(), e.getPool(), Mark.ACCEPTED, e);
      case InvitationDeclined e -> marked(e.getInvitationId(), e.getPool(), Mark.DECLINED, e);
      case ApplicationSubmitted e -> marked(e.getInvitationId(), e.getPool(), Mark.APPLIED, e);
      case ApplicationClosed e ->
          marked(e.getInvitationId(), e.getPool(), Mark.APPLICATION_CLOSED, e);
      case LoiIssued e -> marked(e.getInvitationId(), e.getPool(), Mark.LOI_ISSUED, e);
      case LoiCancelled e -> marked(e.getInvitationId(), e.getPool(), Mark.LOI_CANCELLED, e);
    };
  }

  private Profile withSubmission(ProfileSubmitted event) {
    return new Profile(profileId, event, withdrawnAt, stays, refused, rejected, invitations);
  }

  private Profile withWithdrawal(Instant at) {
    return new Profile(profileId, submitted, at, stays, refused, rejected, invitations);
  }

  private Profile withStay(PoolId pool, int number, UnaryOperator<Stay> change) {
    var all = new LinkedHashMap<>(stays);
    var numbered = new TreeMap<>(stays.getOrDefault(pool, new TreeMap<>()));
    numbered.put(number, change.apply(numbered.getOrDefault(number, Stay.UNKNOWN)));
    all.put(pool, numbered);
    return new Profile(profileId, submitted, withdrawnAt, all, refused, rejected, invitations);
  }

  private Profile withRefusal(PoolEntryRefused event) {
    var all = new LinkedHashMap<>(refused);
    all.putIfAbsent(PoolIds.text(event.getPool()), event);
    return new Profile(profileId, submitted, withdrawnAt, stays, all, rejected, invitations);
  }

  private Profile withRejection(ProfileRejected event) {
    return new Profile(profileId, submitted, withdrawnAt, stays, refused, event, invitations);
  }

  private Profile withInvitation(UUID id, PoolId pool, UnaryOperator<Invitation> change) {
    var all = new LinkedHashMap<>(invitations);
    all.put(id, change.apply(all.getOrDefault(id, Invitation.unknown(id, pool))));
    return new Profile(profileId, submitted, withdrawnAt, stays, refused, rejected, all);
  }

  private Profile marked(UUID id, PoolId pool, Mark mark, CandidateEvent event) {
    return withInvitation(id, pool, invitation -> invitation.with(mark, event.getOccurredAt()));
  }
}
