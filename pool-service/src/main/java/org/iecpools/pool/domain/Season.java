package org.iecpools.pool.domain;

import java.time.Instant;
import java.util.Optional;
import org.iecpools.domain.Eligibility;
import org.iecpools.events.PoolId;
import org.iecpools.events.ProfileSubmitted;

/** What a decision looks up beyond the candidate: the season as it is planned and open by now. */
public interface Season {

  /**
   * Which of the wanted pools take the candidate, and every reason why others do not.
   *
   * @param loggedAt when the profile entered the log
   */
  Eligibility.Verdict admissions(ProfileSubmitted profile, Instant loggedAt);

  /** When everybody leaves the pool; empty for a pool without a plan. */
  Optional<Instant> closesAt(PoolId pool);
}
