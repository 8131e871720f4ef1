package org.iecpools.auditor.draw;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.iecpools.auditor.Position;
import org.iecpools.events.InvitationIssued;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolLeaveVoided;
import org.iecpools.events.PoolLeft;

/** The events of one candidate in one country's log. Of repeats, the first counts. */
final class Person {

  private static final int PROFILE_DAYS = 365;

  /** A profile's stay in a pool. */
  record Stay(UUID profile, PoolId pool, int number) {}

  final Map<Stay, Logged<PoolEntered>> entered = new LinkedHashMap<>();
  final Map<Stay, Position> left = new LinkedHashMap<>();
  final Map<Stay, Position> voided = new LinkedHashMap<>();
  final List<InvitationIssued> invitations = new ArrayList<>();

  void add(Position position, PoolEntered e) {
    entered.putIfAbsent(
        new Stay(e.getProfileId(), e.getPool(), e.getStay()), new Logged<>(position, e));
  }

  void add(Position position, PoolLeft e) {
    left.putIfAbsent(new Stay(e.getProfileId(), e.getPool(), e.getStay()), position);
  }

  void add(Position position, PoolLeaveVoided e) {
    voided.putIfAbsent(new Stay(e.getProfileId(), e.getPool(), e.getStay()), position);
  }

  /** The time zone that the last entry before the draw states; empty without an entry. */
  Optional<String> timeZone(ReadPositions seen) {
    return lastEntry(seen).map(PoolEntered::getTimeZone);
  }

  /** The last entry before the draw; empty without one. */
  Optional<PoolEntered> lastEntry(ReadPositions seen) {
    return entered.values().stream()
        .filter(entry -> seen.includes(entry.position()))
        .reduce((_, next) -> next)
        .map(Logged::event);
  }

  /**
   * The latest day on which a profile can be drawn: the 365th day after its first entry, because a
   * profile enters a pool on the day of its submission or later. Empty without an entry before the
   * draw.
   */
  Optional<LocalDate> validUntil(UUID profile, ReadPositions seen) {
    return entered.values().stream()
        .filter(entry -> seen.includes(entry.position()))
        .map(Logged::event)
        .filter(entry -> entry.getProfileId().equals(profile))
        .map(
            entry ->
                LocalDate.ofInstant(entry.getOccurredAt(), Ages.zone(entry.getTimeZone()))
                    .plusDays(PROFILE_DAYS))
        .min(Comparator.naturalOrder());
  }

  /**
   * The entry on which a stay is based: its own, or the preceding one if the stay began with a
   * decline or a correction, which have no entry. The stay has this entry's last eligible day.
   */
  Optional<PoolEntered> entry(UUID profile, PoolId pool, int stay, ReadPositions seen) {
    return entered.entrySet().stream()
        .filter(e -> e.getKey().profile().equals(profile) && e.getKey().pool().equals(pool))
        .filter(e -> e.getKey().number() <= stay && seen.includes(e.getValue().position()))
        .max(Comparator.comparingInt(e -> e.getKey().number()))
        .map(e -> e.getValue().event());
  }
}
