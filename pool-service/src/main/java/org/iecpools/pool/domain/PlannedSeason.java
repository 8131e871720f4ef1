package org.iecpools.pool.domain;

import java.time.Instant;
import java.util.Optional;
import java.util.function.BiPredicate;
import org.iecpools.domain.Eligibility;
import org.iecpools.domain.SeasonBook;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolPlan;
import org.iecpools.events.ProfileSubmitted;

/**
 * The season as operators have announced it.
 *
 * @param book their announcements
 * @param closedToEntries pools that take no entries, since then or before
 */
public record PlannedSeason(SeasonBook book, BiPredicate<PoolId, Instant> closedToEntries)
    implements Season {

  @Override
  public Eligibility.Verdict admissions(ProfileSubmitted profile, Instant loggedAt) {
    return Eligibility.check(profile, book, pool -> closedToEntries.test(pool, loggedAt), loggedAt);
  }

  @Override
  public Optional<Instant> closesAt(PoolId pool) {
    return book.plan(pool).map(PoolPlan::getClosesAt);
  }
}
