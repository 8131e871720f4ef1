package org.iecpools.invitation.domain;

import java.time.Instant;
import org.iecpools.events.PoolId;
import org.iecpools.invitation.domain.CountryRow.PoolRow;

/** One pool of a country; what {@link PoolRow} says, in a form that can change. */
final class Pool {
  final PoolId id;
  int size;
  int lois;
  Instant lastWeekly;
  Instant scheduled;
  Boolean open;
  int changes;

  /** The quota that was last stated to be met; null where the pool is not closed for that. */
  Integer metAt;

  /** Open invitations from this pool: follows from the candidates and is in no row. */
  int reserved;

  Pool(PoolId id) {
    this.id = id;
  }

  void restore(PoolRow row) {
    size = row.size();
    lois = row.lois();
    lastWeekly = row.lastWeekly();
    scheduled = row.scheduled();
    open = row.open();
    changes = row.changes();
    metAt = row.metAt();
  }

  PoolRow row() {
    return new PoolRow(id, size, lois, lastWeekly, scheduled, open, changes, metAt);
  }
}
