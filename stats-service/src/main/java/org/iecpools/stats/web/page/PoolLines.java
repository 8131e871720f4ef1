package org.iecpools.stats.web.page;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.iecpools.events.PoolId;
import org.iecpools.stats.domain.Dashboard;
import org.iecpools.stats.domain.PoolOverview;
import org.iecpools.stats.domain.Publications;
import org.iecpools.stats.domain.Row;
import org.iecpools.stats.domain.View;
import org.springframework.stereotype.Component;

/** Finds the lines of tables, as they are known now or as they were published. */
@Component
final class PoolLines {

  private static final int TREND_WEEKS = 12;

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
          .map(overview -> line(overview.row(), Optional.of(overview), now))
          .toList();
    }
    Instant asOf = days.asOf().isPresent() ? days.view(now).at() : published.get();
    return publications.rows(season, wanted, asOf, published.get()).stream()
        .map(row -> line(row, Optional.empty(), published.get()))
        .toList();
  }

  private PoolLine line(Row row, Optional<PoolOverview> overview, Instant knownAt) {
    NavigableMap<LocalDate, Long> candidates = new TreeMap<>();
    LocalDate first = row.week().minusWeeks(TREND_WEEKS - 1);
    for (Row week : publications.history(row.pool(), knownAt)) {
      if (!week.week().isBefore(first) && week.week().isBefore(row.week())) {
        candidates.put(week.week(), week.candidatesInPool());
      }
    }
    candidates.put(row.week(), row.candidatesInPool());
    return new PoolLine(row, overview, candidates);
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
