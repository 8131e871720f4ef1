package org.iecpools.pool.domain;

import java.time.Instant;
import java.util.Optional;
import java.util.function.BiFunction;
import org.iecpools.domain.Eligibility;
import org.iecpools.domain.SeasonBook;
import org.iecpools.events.PoolClosed;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolPlan;
import org.iecpools.events.ProfileSubmitted;

/**
 * The season as operators have announced it.
 *
 * @param book announcements of operators
 * @param closings closing of a pool that takes no entries now and took none at the given instant
 */
public record PlannedSeason(
    SeasonBook book, BiFunction<PoolId, Instant, Optional<PoolClosed>> closings)
    implements SeasonLookup {

  @Override
  public Eligibility.Assessment admissions(ProfileSubmitted profile, Instant loggedAt) {
    return Eligibility.check(profile, book, pool -> closings.apply(pool, loggedAt), loggedAt);
  }

  @Override
  public Optional<Instant> closesAt(PoolId pool) {
    return book.plan(pool).map(PoolPlan::getClosesAt);
  }
}
