package org.iecpools.stats.domain;

/** The sum to which a fact adds: one for each field of {@link Sums}. */
public enum Count {
  ENTERED,
  LEFT,
  LEAVES_VOIDED,
  INVITED,
  DECLINED,
  DECLINES_REJECTED,
  CLOSED_UNUSED,
  LOIS,
  LOIS_REJECTED,
  LOIS_CANCELLED
}
