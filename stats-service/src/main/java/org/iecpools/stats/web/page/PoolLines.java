package org.iecpools.stats.web.page;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.iecpools.events.PoolId;
import org.iecpools.stats.domain.Dashboard;
import org.iecpools.stats.domain.PoolOverview;
import org.iecpools.stats.domain.Publications;
import org.iecpools.stats.domain.Row;
import org.iecpools.stats.web.PublishedFigures;
import org.iecpools.stats.web.PublishedTables;
import org.iecpools.stats.web.TableRow;
import org.iecpools.track.PublishedHistory;
import org.springframework.stereotype.Component;

/** Finds the lines of tables, as they are known now or as they were published. */
@Component
final class PoolLines {

  private static final int TREND_WEEKS = 12;

  private final Dashboard dashboard;
  private final Publications publications;
  private final PublishedTables tables;

  PoolLines(Dashboard dashboard, Publications publications, PublishedHistory published) {
    this.dashboard = dashboard;
    this.publications = publications;
    this.tables = new PublishedTables(dashboard, published);
  }

  /** Seasons of which anything is counted, announced or published, ascending. */
  NavigableSet<Integer> seasons() {
    return tables.seasons();
  }

  /** The season that is shown if none is named. */
  Optional<Integer> usualSeason(Instant now) {
    return tables.usualSeason(now);
  }

  /**
   * The lines of a season's pools, sorted by country, category and stream: those that are counted
   * here, and those that are only published.
   */
  List<PoolLine> of(int season, Predicate<PoolId> wanted, Days days, Instant now) {
    Optional<Instant> knownAt = days.publishedUntil();
    Map<PoolId, PoolOverview> overviews = new HashMap<>();
    List<TableRow> counted;
    if (knownAt.isEmpty()) {
      dashboard
          .overviews(season, wanted, days.view(now))
          .forEach(overview -> overviews.put(overview.row().pool(), overview));
      counted = overviews.values().stream().map(TableRow::of).toList();
    } else {
      Instant until = knownAt.get();
      Instant asOf = days.asOf().isPresent() ? days.view(now).at() : until;
      counted =
          publications.rows(season, wanted, asOf, until).stream()
              .map(row -> TableRow.of(row, publications.before(row.pool(), row.week(), until)))
              .toList();
    }
    Instant end = end(days, now);
    Map<PoolId, List<PublishedFigures>> figures =
        tables.figures(season, end, knownAt.orElse(Instant.MAX));
    return tables
        .rows(season, counted, dashboard::knows, wanted, end, knownAt.orElse(Instant.MAX))
        .stream()
        .map(
            row ->
                new PoolLine(
                    row,
                    Optional.ofNullable(overviews.get(row.pool())),
                    row.isPublishedOnly()
                        ? candidates(figures.getOrDefault(row.pool(), List.of()))
                        : candidates(row, knownAt.orElse(now))))
        .toList();
  }

  /** The line of a pool, also if a later publication does not have it; empty if there is none. */
  Optional<PoolLine> of(PoolId pool, Days days, Instant now) {
    return of(pool.getSeason(), pool::equals, days, now).stream()
        .findFirst()
        .or(
            () ->
                dashboard.knows(pool)
                    ? Optional.empty()
                    : tables
                        .lastPublished(
                            pool, end(days, now), days.publishedUntil().orElse(Instant.MAX))
                        .map(row -> new PoolLine(row, Optional.empty(), new TreeMap<>())));
  }

  /** Publications of days that begin at this or later are left out. */
  private static Instant end(Days days, Instant now) {
    return days.asOf().isPresent()
        ? days.view(now).at()
        : days.publishedUntil().orElse(Instant.MAX);
  }

  private NavigableMap<LocalDate, Long> candidates(TableRow row, Instant knownAt) {
    NavigableMap<LocalDate, Long> candidates = new TreeMap<>();
    LocalDate first = row.week().minusWeeks(TREND_WEEKS - 1);
    for (Row week : publications.history(row.pool(), knownAt)) {
      if (!week.week().isBefore(first) && week.week().isBefore(row.week())) {
        candidates.put(week.week(), week.candidatesInPool());
      }
    }
    row.candidatesInPool().ifPresent(number -> candidates.put(row.week(), number));
    return candidates;
  }

  private static NavigableMap<LocalDate, Long> candidates(List<PublishedFigures> figures) {
    NavigableMap<LocalDate, Long> candidates = new TreeMap<>();
    LocalDate first = figures.getLast().week().minusWeeks(TREND_WEEKS - 1);
    for (PublishedFigures week : figures) {
      if (!week.week().isBefore(first)) {
        PublishedFigures.number(week.candidates())
            .ifPresent(number -> candidates.put(week.week(), number));
      }
    }
    return candidates;
  }

  /**
   * The weeks of a pool, ascending: counted ones if it is counted here, else those that are
   * published. A chart does not mix the two.
   */
  List<TableRow> weeks(PoolId pool, Days days, Instant now) {
    if (!dashboard.knows(pool) && publications.history(pool, now).isEmpty()) {
      return tables.history(
          pool, List.of(), end(days, now), days.publishedUntil().orElse(Instant.MAX));
    }
    Instant end = days.widest(now).at();
    return days.publishedUntil()
        .map(
            until ->
                TableRow.published(publications.history(pool, until)).stream()
                    .filter(row -> !row.asOf().isAfter(days.view(end).at()))
                    .toList())
        .orElseGet(() -> dashboard.weeklyOverviews(pool, end).stream().map(TableRow::of).toList());
  }

  /** The weeks of a pool as they were published, with revisions. */
  List<TableRow> publishedWeeks(PoolId pool, Days days, Instant now) {
    if (!dashboard.knows(pool) && publications.history(pool, now).isEmpty()) {
      return weeks(pool, days, now);
    }
    return TableRow.published(
        publications.history(pool, days.publishedUntil().orElse(days.widest(now).at())));
  }

  /** The pools of a season: those that are counted here, then those that are only published. */
  List<PoolId> pools(int season) {
    return Stream.concat(dashboard.pools(season, _ -> true).stream(), tables.pools(season).stream())
        .distinct()
        .toList();
  }

  /** The first week of any pool of a season; that of the publications if nothing is counted. */
  Optional<LocalDate> firstWeek(int season) {
    return dashboard
        .firstWeek(season)
        .or(
            () ->
                tables.figures(season, Instant.MAX, Instant.MAX).values().stream()
                    .map(figures -> figures.getFirst().week())
                    .min(Comparator.naturalOrder()));
  }

  /** Whether a pool has an announcement, an event or a published row. */
  boolean knows(PoolId pool, Instant now) {
    return dashboard.knows(pool)
        || !publications.history(pool, now).isEmpty()
        || tables.publishes(pool);
  }

  /** Whether a country has a pool in a season. */
  boolean knows(int season, String country) {
    return pools(season).stream().anyMatch(pool -> pool.getCountry().equals(country));
  }
}
