package org.iecpools.simulator.season;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.iecpools.events.AcceptanceConfirmed;
import org.iecpools.events.Answer;
import org.iecpools.events.AnswerRejected;
import org.iecpools.events.ApplicationsEvent;
import org.iecpools.events.Event;
import org.iecpools.events.InvitationClosed;
import org.iecpools.events.InvitationIssued;
import org.iecpools.events.InvitationsEvent;
import org.iecpools.events.PoolClosed;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.PoolEntryRefused;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolLeaveVoided;
import org.iecpools.events.PoolLeft;
import org.iecpools.events.PoolOpened;
import org.iecpools.events.PoolsEvent;
import org.iecpools.events.ProfileRejected;
import org.iecpools.events.ProfilesEvent;
import org.iecpools.events.ResponsesEvent;
import org.iecpools.events.RoundCancelled;
import org.iecpools.events.RoundRun;
import org.iecpools.events.RoundScheduled;
import org.iecpools.events.RoundSealed;
import org.iecpools.events.RoundsEvent;
import org.iecpools.events.SeasonsEvent;

/**
 * The events that the services published about a season until they came to rest once. Events of an
 * earlier season on the same stack are ignored.
 */
final class Observed {

  private final int season;
  private final List<InvitationIssued> issued = new ArrayList<>();
  private final List<InvitationClosed> closed = new ArrayList<>();
  private final List<PoolsEvent> pools = new ArrayList<>();
  private final List<RoundsEvent> rounds = new ArrayList<>();
  private final Map<UUID, Set<Answer>> rejected = new HashMap<>();
  private final Set<UUID> rejectedProfiles = new HashSet<>();
  private final Map<UUID, Set<PoolId>> entered = new HashMap<>();
  private final Map<PoolId, Boolean> closedToEntries = new LinkedHashMap<>();

  Observed(int season) {
    this.season = season;
  }

  /** No events. */
  static Observed nothing() {
    return new Observed(0);
  }

  /**
   * Records an event. Events of other seasons are ignored.
   *
   * @throws IllegalArgumentException if services do not write such an event
   */
  void take(Event event) {
    if (seasonOf(event) != season) {
      return;
    }
    switch (event) {
      case InvitationIssued e -> issued.add(e);
      case InvitationClosed e -> closed.add(e);
      // World knows the deadlines itself.
      case AcceptanceConfirmed _ -> {}
      case AnswerRejected e ->
          rejected.computeIfAbsent(e.getInvitationId(), _ -> new HashSet<>()).add(e.getAnswer());
      case PoolEntered e -> {
        entered.computeIfAbsent(e.getProfileId(), _ -> new HashSet<>()).add(e.getPool());
        pools.add(e);
      }
      case ProfileRejected e -> rejectedProfiles.add(e.getProfileId());
      case PoolLeft e -> pools.add(e);
      case PoolLeaveVoided e -> pools.add(e);
      case PoolEntryRefused e -> pools.add(e);
      case RoundRun e -> rounds.add(e);
      case RoundScheduled e -> rounds.add(e);
      // No number follows from a closed list, or from a round that does not run.
      case RoundSealed _, RoundCancelled _ -> {}
      case PoolClosed e -> closedToEntries.put(e.getPool(), true);
      case PoolOpened e -> closedToEntries.put(e.getPool(), false);
      case SeasonsEvent _, ProfilesEvent _, ResponsesEvent _, ApplicationsEvent _ ->
          throw notPublished(event);
    }
  }

  private static int seasonOf(Event event) {
    return switch (event) {
      case RoundsEvent e -> e.getPool().getSeason();
      case InvitationsEvent e -> e.getPool().getSeason();
      case PoolEntered e -> e.getPool().getSeason();
      case PoolLeft e -> e.getPool().getSeason();
      case PoolLeaveVoided e -> e.getPool().getSeason();
      case PoolEntryRefused e -> e.getPool().getSeason();
      case ProfileRejected e -> e.getSeason();
      case SeasonsEvent _, ProfilesEvent _, ResponsesEvent _, ApplicationsEvent _ ->
          throw notPublished(event);
    };
  }

  private static IllegalArgumentException notPublished(Event event) {
    return new IllegalArgumentException("services do not write this event: " + event);
  }

  List<InvitationIssued> issued() {
    return issued;
  }

  List<InvitationClosed> closed() {
    return closed;
  }

  List<PoolsEvent> pools() {
    return pools;
  }

  /** Rounds announced and rounds run. */
  List<RoundsEvent> rounds() {
    return rounds;
  }

  boolean rejected(UUID invitation, Answer answer) {
    return rejected.getOrDefault(invitation, Set.of()).contains(answer);
  }

  Set<UUID> rejectedProfiles() {
    return rejectedProfiles;
  }

  boolean entered(UUID profile) {
    return entered.containsKey(profile);
  }

  boolean entered(UUID profile, PoolId pool) {
    return entered.getOrDefault(profile, Set.of()).contains(pool);
  }

  boolean flipped(PoolId pool) {
    return closedToEntries.containsKey(pool);
  }

  Set<PoolId> closedPools() {
    return poolsThatAre(true);
  }

  Set<PoolId> openedPools() {
    return poolsThatAre(false);
  }

  private Set<PoolId> poolsThatAre(boolean closedNow) {
    var pools = new HashSet<PoolId>();
    closedToEntries.forEach(
        (pool, isClosed) -> {
          if (isClosed == closedNow) {
            pools.add(pool);
          }
        });
    return pools;
  }
}
