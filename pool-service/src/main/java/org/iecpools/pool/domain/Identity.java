package org.iecpools.pool.domain;

/** Where the check of a profile's identity document stands. */
public enum Identity {
  /** The answer is on its way. */
  AWAITED,
  /** No other candidate of the season has submitted the document. */
  CHECKED,
  /** Another candidate of the season submitted the document first. */
  IN_USE
}
