package org.iecpools.profile.domain;

import static java.util.Collections.unmodifiableMap;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.iecpools.domain.Weeks;
import org.iecpools.events.LeaveCause;
import org.iecpools.events.PoolEntryRefused;
import org.iecpools.events.PoolId;
import org.iecpools.events.ProfileRejected;
import org.iecpools.events.ProfileSubmitted;
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
   * @param eligibleUntil last day on which the candidate may be in the pool, if known
   * @param validUntil last day on which the profile is valid, if known; eligibleUntil is not later
   * @param timeZone time zone of the candidate, if known
   * @param leftAt null while no leave has been read; the leave of a drawn stay is void
   * @param leftBecause null exactly if leftAt is
   * @param withdrawals event ids of leaves of this stay by withdrawal; each is judged separately
   */
  public record Stay(
      @Nullable Instant enteredAt,
      @Nullable LocalDate eligibleUntil,
      @Nullable LocalDate validUntil,
      @Nullable String timeZone,
      @Nullable Instant leftAt,
      @Nullable LeaveCause leftBecause,
      Set<UUID> withdrawals) {

    static final Stay UNKNOWN = new Stay(null, null, null, null, null, null, Set.of());

    /** Takes a copy. */
    public Stay {
      withdrawals = Set.copyOf(withdrawals);
    }
  }

  /** Takes copies that keep the order. */
  public Profile {
    stays = unmodifiableMap(new LinkedHashMap<>(stays));
    refused = unmodifiableMap(new LinkedHashMap<>(refused));
    invitations = unmodifiableMap(new LinkedHashMap<>(invitations));
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
}
