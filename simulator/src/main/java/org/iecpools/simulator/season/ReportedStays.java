package org.iecpools.simulator.season;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.iecpools.events.ClosedCause;
import org.iecpools.events.InvitationClosed;
import org.iecpools.events.InvitationIssued;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.PoolEntryRefused;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolLeaveVoided;
import org.iecpools.events.PoolLeft;
import org.iecpools.events.PoolsEvent;
import org.iecpools.events.ProfileRejected;

/**
 * The pools of each profile according to the events of the services. They are compared with the
 * rules person by person, so that a difference in a sum can be traced to a profile. A stay begins
 * once and ends once, in whatever order the events are read.
 */
final class ReportedStays {

  private record Stay(PoolId pool, int number) {}

  private static final class Stays {
    final Set<Stay> begun = new HashSet<>();
    final Set<Stay> ended = new HashSet<>();
  }

  private final Map<UUID, Stays> profiles = new HashMap<>();

  void take(Observed observed) {
    for (PoolsEvent event : observed.pools()) {
      switch (event) {
        case PoolEntered e -> of(e.getProfileId()).begun.add(new Stay(e.getPool(), e.getStay()));
        case PoolLeft e -> of(e.getProfileId()).ended.add(new Stay(e.getPool(), e.getStay()));
        case PoolLeaveVoided _, PoolEntryRefused _, ProfileRejected _ -> {}
      }
    }
    for (InvitationIssued e : observed.issued()) {
      of(e.getProfileId()).ended.add(new Stay(e.getPool(), e.getStay()));
    }
    for (InvitationClosed e : observed.closed()) {
      if (e.getCause() == ClosedCause.DECLINED || e.getCause() == ClosedCause.VOIDED) {
        of(e.getProfileId()).begun.add(new Stay(e.getPool(), e.getStay() + 1));
      }
    }
  }

  Set<PoolId> pools(UUID profile) {
    Stays stays = of(profile);
    return stays.begun.stream()
        .filter(stay -> !stays.ended.contains(stay))
        .map(Stay::pool)
        .collect(Collectors.toSet());
  }

  private Stays of(UUID profile) {
    return profiles.computeIfAbsent(profile, _ -> new Stays());
  }
}
