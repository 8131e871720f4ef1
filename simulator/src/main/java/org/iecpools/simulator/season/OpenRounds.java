package org.iecpools.simulator.season;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.iecpools.events.PoolClosed;
import org.iecpools.events.PoolOpened;
import org.iecpools.events.RoundCancelled;
import org.iecpools.events.RoundRun;
import org.iecpools.events.RoundScheduled;
import org.iecpools.events.RoundSealed;
import org.iecpools.events.RoundsEvent;

/**
 * Rounds that depend on a beacon and are not decided: those that are announced, and those whose
 * list is closed. Every announced round ends in a draw or a cancellation, so the clock can follow
 * the draws without waiting for the services to rest in between.
 */
final class OpenRounds {

  private final int season;
  private final Map<UUID, RoundScheduled> announced = new HashMap<>();
  private final Map<UUID, RoundSealed> closed = new HashMap<>();

  OpenRounds(int season) {
    this.season = season;
  }

  /** Takes the next event of the topic of rounds. Events of other seasons are ignored. */
  void take(RoundsEvent event) {
    if (event.getPool().getSeason() != season) {
      return;
    }
    switch (event) {
      case RoundScheduled e -> announced(e);
      case RoundSealed e -> closed.put(e.getRoundId(), e);
      case RoundRun e -> decided(e.getRoundId());
      case RoundCancelled e -> decided(e.getRoundId());
      case PoolClosed _, PoolOpened _ -> {}
    }
  }

  private void announced(RoundScheduled round) {
    if (round.getBeacon() != null) {
      announced.put(round.getRoundId(), round);
    }
  }

  private void decided(UUID roundId) {
    announced.remove(roundId);
    closed.remove(roundId);
  }

  /** When the beacon decides the next list that is closed and not drawn; empty if there is none. */
  Optional<Instant> nextDraw() {
    return closed.values().stream()
        .map(seal -> seal.getBeacon().getAt())
        .min(Comparator.naturalOrder());
  }

  /**
   * Whether nothing can happen to rounds before a later round of the beacon: every list whose value
   * exists is drawn, and each country with a round that is due has closed a list.
   */
  boolean waitForBeacon(Instant now) {
    Set<String> countries =
        closed.values().stream()
            .map(seal -> seal.getPool().getCountry())
            .collect(Collectors.toSet());
    return nextDraw().filter(next -> !next.isAfter(now)).isEmpty()
        && announced.values().stream()
            .filter(round -> !round.getRunsAt().isAfter(now))
            .allMatch(round -> countries.contains(round.getPool().getCountry()));
  }
}
