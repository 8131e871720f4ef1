package org.iecpools.pool.domain;

import java.time.Instant;
import java.util.Optional;
import org.iecpools.domain.Eligibility;
import org.iecpools.events.PoolId;
import org.iecpools.events.ProfileSubmitted;

/** What a decision needs beyond the candidate: the season's plan and the closed pools. */
public interface SeasonLookup {

  /**
   * Which of the wanted pools admit the candidate, and every reason against the others.
   *
   * @param loggedAt when the profile entered the log
   */
  Eligibility.Assessment admissions(ProfileSubmitted profile, Instant loggedAt);

  /** When all candidates leave the pool; empty for a pool without a plan. */
  Optional<Instant> closesAt(PoolId pool);
}
