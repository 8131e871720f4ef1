package org.iecpools.stats.web.page;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.iecpools.events.PoolId;
import org.iecpools.stats.domain.Dashboard;
import org.iecpools.stats.domain.Publications;
import org.iecpools.stats.domain.View;
import org.springframework.stereotype.Component;

/** Finds the lines of tables, as they are known now or as they were published. */
@Component
final class PoolLines {

  private final Dashboard dashboard;
  private final Publications publications;

  PoolLines(Dashboard dashboard, Publications publications) {
    this.dashboard = dashboard;
    this.publications = publications;
  }

  /** The lines of a season's pools, sorted by country, category and stream. */
  List<PoolLine> of(int season, Predicate<PoolId> wanted, Days days, Instant now) {
    Optional<Instant> published = days.publishedUntil();
    if (published.isEmpty()) {
      return dashboard.overviews(season, wanted, days.view(now)).stream()
          .map(PoolLine::of)
          .toList();
    }
    Instant asOf = days.asOf().isPresent() ? days.view(now).at() : published.get();
    return publications.rows(season, wanted, asOf, published.get()).stream()
        .map(PoolLine::published)
        .toList();
  }

  /** Whether a pool has an announcement, an event or a published row. */
  boolean knows(PoolId pool, Instant now) {
    return dashboard.knows(pool) || !publications.history(pool, now).isEmpty();
  }

  /** Whether a country has a pool in a season. */
  boolean knows(int season, String country, Instant now) {
    return !dashboard
        .rows(season, pool -> pool.getCountry().equals(country), View.live(now))
        .isEmpty();
  }
}
