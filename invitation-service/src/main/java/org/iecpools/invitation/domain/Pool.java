package org.iecpools.invitation.domain;

import java.time.Instant;
import org.iecpools.events.PoolId;
import org.iecpools.invitation.domain.CountryRow.PoolRow;
import org.jspecify.annotations.Nullable;

/** Mutable form of a {@link PoolRow}. */
final class Pool {
  final PoolId id;
  int size;
  int lois;
  @Nullable Instant lastWeekly;
  @Nullable Instant scheduled;
  @Nullable Boolean open;
  int changes;

  /** The quota last stated to be met; null if the pool is not closed for that reason. */
  @Nullable Integer metAt;

  /** Number of the country's last decision about this pool; null before the first. */
  @Nullable Long seq;

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
    seq = row.seq();
  }

  /** Whether a time is after the latest weekly round that ran or was passed over. */
  boolean isAfterLastWeekly(Instant slot) {
    return lastWeekly == null || slot.isAfter(lastWeekly);
  }

  PoolRow row() {
    return new PoolRow(id, size, lois, lastWeekly, scheduled, open, changes, metAt, seq);
  }
}
