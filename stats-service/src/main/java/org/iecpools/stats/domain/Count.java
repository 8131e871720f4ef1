package org.iecpools.stats.domain;

/** What a fact adds to; one for each field of {@link Sums}. */
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
