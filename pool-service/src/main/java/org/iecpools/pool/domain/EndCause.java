package org.iecpools.pool.domain;

import org.iecpools.events.LeaveCause;

/** Why a profile is over, for ever. */
public enum EndCause {
  /** It never entered a pool; the reasons are with the profile. */
  REJECTED,
  /** The candidate withdrew it. */
  WITHDRAWN,
  /** Past the highest age in every pool. */
  AGE,
  /** The season closed. */
  SEASON_ENDED,
  /** Ten days without an answer. */
  NOT_ANSWERED,
  /** Twenty days without an application. */
  NOT_SUBMITTED,
  /** Withdrawn while invited, and so judged. */
  PROFILE_WITHDRAWN,
  /** The goal: the letter of introduction was issued. */
  LOI_ISSUED;

  /** Why a profile that ended so is not in a pool that a later decline would put it back into. */
  LeaveCause ofReturn() {
    return switch (this) {
      case AGE -> LeaveCause.AGE;
      case SEASON_ENDED -> LeaveCause.SEASON_ENDED;
      // Of these only WITHDRAWN leaves an invitation open that could still be declined.
      case WITHDRAWN, REJECTED, NOT_ANSWERED, NOT_SUBMITTED, PROFILE_WITHDRAWN, LOI_ISSUED ->
          LeaveCause.WITHDRAWN;
    };
  }
}
