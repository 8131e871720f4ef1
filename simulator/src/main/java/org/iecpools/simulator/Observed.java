package org.iecpools.simulator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.iecpools.events.Answer;
import org.iecpools.events.AnswerRejected;
import org.iecpools.events.Event;
import org.iecpools.events.InvitationClosed;
import org.iecpools.events.InvitationIssued;
import org.iecpools.events.PoolClosed;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolOpened;
import org.iecpools.events.PoolsEvent;
import org.iecpools.events.ProfileRejected;

/** What the services published while they came to rest once, as anyone outside can read it. */
final class Observed {

  private final List<InvitationIssued> issued = new ArrayList<>();
  private final List<InvitationClosed> closed = new ArrayList<>();
  private final List<PoolsEvent> pools = new ArrayList<>();
  private final Map<UUID, Set<Answer>> rejected = new HashMap<>();
  private final Set<UUID> rejectedProfiles = new HashSet<>();
  private final Map<UUID, Set<PoolId>> entered = new HashMap<>();
  private final Map<PoolId, Boolean> closedToEntries = new LinkedHashMap<>();

  /** Nothing. */
  static Observed nothing() {
    return new Observed();
  }

  /** Takes note of an event; those that say nothing new to outsiders are passed over. */
  void take(Event event) {
    switch (event) {
      case InvitationIssued e -> issued.add(e);
      case InvitationClosed e -> closed.add(e);
      case AnswerRejected e ->
          rejected.computeIfAbsent(e.getInvitationId(), _ -> new HashSet<>()).add(e.getAnswer());
      case PoolEntered e -> {
        entered.computeIfAbsent(e.getProfileId(), _ -> new HashSet<>()).add(e.getPool());
        pools.add(e);
      }
      case ProfileRejected e -> rejectedProfiles.add(e.getProfileId());
      case PoolsEvent e -> pools.add(e);
      case PoolClosed e -> closedToEntries.put(e.getPool(), true);
      case PoolOpened e -> closedToEntries.put(e.getPool(), false);
      default -> {}
    }
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
