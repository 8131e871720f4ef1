package org.iecpools.pool.domain;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;
import org.iecpools.domain.Eligibility;
import org.iecpools.domain.SeasonBook;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolPlan;
import org.iecpools.events.ProfileSubmitted;

/**
 * The season as operators have announced it.
 *
 * @param book their announcements
 * @param closedToEntries pools whose quota is met
 */
public record PlannedSeason(SeasonBook book, Predicate<PoolId> closedToEntries) implements Season {

  @Override
  public Eligibility.Verdict admissions(ProfileSubmitted profile, Instant now) {
    return Eligibility.check(profile, book, closedToEntries, now);
  }

  @Override
  public Optional<Instant> closesAt(PoolId pool) {
    return book.plan(pool).map(PoolPlan::getClosesAt);
  }
}
