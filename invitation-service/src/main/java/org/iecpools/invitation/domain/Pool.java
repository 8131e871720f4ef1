package org.iecpools.invitation.domain;

import java.time.Instant;
import org.iecpools.events.PoolId;
import org.iecpools.invitation.domain.CountryRow.PoolRow;

/** Mutable form of a {@link PoolRow}. */
final class Pool {
  final PoolId id;
  int size;
  int lois;
  Instant lastWeekly;
  Instant scheduled;
  Boolean open;
  int changes;

  /** The quota last stated to be met; null if the pool is not closed for that reason. */
  Integer metAt;

  /** Number of open invitations from this pool; derived from the candidates and not stored. */
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
