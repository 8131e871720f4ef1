package org.iecpools.stats.domain;

import java.util.List;

/**
 * What a fact adds to: one of the sums per pool and day. The order is that of the fields of {@code
 * DaySums}, see {@link WeekSums}.
 */
public enum Count {
  /** Stays begun (PoolEntered). */
  ENTERED,
  /** Stays ended (PoolLeft). */
  LEFT,
  /** Leaves that do not count because a round had already drawn the candidate. */
  LEAVES_VOIDED,
  /** Invitations issued by rounds, by the highest revision of each. */
  INVITED,
  /** Declines. */
  DECLINED,
  /** Declines that were rejected because they came too late. */
  DECLINES_REJECTED,
  /** Invitations that ended without decline or LOI. */
  CLOSED_UNUSED,
  /** LOIs issued, including cancelled ones. */
  LOIS,
  /** LOIs for invitations that had already ended otherwise; included in {@link #LOIS}. */
  LOIS_REJECTED,
  /** LOIs cancelled. */
  LOIS_CANCELLED;

  /** All counts by ordinal; {@link #values} would copy them each time. */
  static final List<Count> ALL = List.of(values());
}
