package org.iecpools.pool.domain;

import org.iecpools.events.LeaveCause;

/** Why a profile has ended for good. */
public enum EndCause {
  /** It never entered a pool; the profile has the reasons. */
  REJECTED,
  /**
   * The candidate withdrew it, and pool-service ended it: while it was in pools, or when a verdict
   * that overtook the withdrawal had returned it to them.
   */
  WITHDRAWN,
  /** Past the highest age in every pool. */
  AGE,
  /** It was valid for 365 days, and they are over. */
  EXPIRED,
  /** The season closed. */
  SEASON_ENDED,
  /** Ten days without an answer. */
  NOT_ANSWERED,
  /** Twenty days without an application. */
  NOT_SUBMITTED,
  /**
   * The candidate withdrew it while it was invited, and invitation-service ended the invitation by
   * {@code ClosedCause.PROFILE_WITHDRAWN}. profile-service shows both causes as {@code WITHDRAWN}.
   */
  PROFILE_WITHDRAWN,
  /** The letter of introduction was issued. */
  LOI_ISSUED;

  /** Cause of the leave after a decline returned an ended profile to a pool. */
  LeaveCause ofReturn() {
    return switch (this) {
      case AGE -> LeaveCause.AGE;
      case EXPIRED -> LeaveCause.EXPIRED;
      case SEASON_ENDED -> LeaveCause.SEASON_ENDED;
      // Of these, only WITHDRAWN leaves an invitation open that could still be declined.
      case WITHDRAWN, REJECTED, NOT_ANSWERED, NOT_SUBMITTED, PROFILE_WITHDRAWN, LOI_ISSUED ->
          LeaveCause.WITHDRAWN;
    };
  }
}
