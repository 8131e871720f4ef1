package org.iecpools.auditor;

import java.util.Optional;
import org.iecpools.events.AnnouncementWithdrawn;
import org.iecpools.events.ApplicationsEvent;
import org.iecpools.events.Event;
import org.iecpools.events.InvitationsEvent;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.PoolEntryRefused;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolLeaveVoided;
import org.iecpools.events.PoolLeft;
import org.iecpools.events.ProfileRejected;
import org.iecpools.events.ProfilesEvent;
import org.iecpools.events.PublicationTimeSet;
import org.iecpools.events.QuotaAnnounced;
import org.iecpools.events.ResponsesEvent;
import org.iecpools.events.RoundsEvent;
import org.iecpools.events.SeasonPlanned;

/** Extracts the pool of an event. */
final class Pools {

  private Pools() {}

  /** The event's pool; empty if it concerns several pools or none. */
  static Optional<PoolId> of(Event event) {
    return switch (event) {
      case RoundsEvent e -> Optional.of(e.getPool());
      case InvitationsEvent e -> Optional.of(e.getPool());
      case ResponsesEvent e -> Optional.of(e.getPool());
      case ApplicationsEvent e -> Optional.of(e.getPool());
      case QuotaAnnounced e -> Optional.of(e.getPool());
      case PoolEntered e -> Optional.of(e.getPool());
      case PoolLeft e -> Optional.of(e.getPool());
      case PoolLeaveVoided e -> Optional.of(e.getPool());
      case PoolEntryRefused e -> Optional.of(e.getPool());
      case ProfileRejected _,
          ProfilesEvent _,
          SeasonPlanned _,
          AnnouncementWithdrawn _,
          PublicationTimeSet _ ->
          Optional.empty();
    };
  }
}
