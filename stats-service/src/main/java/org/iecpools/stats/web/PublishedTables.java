package org.iecpools.stats.web;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.iecpools.domain.Reference;
import org.iecpools.domain.Weeks;
import org.iecpools.events.FiguresPublished;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.stats.domain.Dashboard;
import org.iecpools.stats.domain.Row;
import org.iecpools.track.PublishedHistory;

/** Sets published figures beside counted rows, and shows them where nothing is counted. */
final class PublishedTables {

  private static final Comparator<TableRow> ORDER =
      Comparator.comparing(TableRow::countryName).thenComparing(TableRow::pool, PoolIds.ORDER);

  private final Dashboard dashboard;
  private final PublishedHistory published;
  private final Reference reference = Reference.shipped();

  PublishedTables(Dashboard dashboard, PublishedHistory published) {
    this.dashboard = dashboard;
    this.published = published;
  }

  /** Seasons of which anything is counted, announced or published, ascending. */
  NavigableSet<Integer> seasons() {
    NavigableSet<Integer> seasons = dashboard.seasons();
    seasons.addAll(published.seasons());
    return seasons;
  }

  /** The default season: the later one of that of the dashboard and the last published one. */
  Optional<Integer> usualSeason(Instant now) {
    int nextYear = Weeks.day(now).getYear() + 1;
    return Stream.concat(
            dashboard.usualSeason(now).stream(),
            Stream.ofNullable(published.seasons().floor(nextYear)))
        .max(Comparator.naturalOrder());
  }

  /**
   * The rows of a season: counted rows with the last published figures, then the pools that are
   * only published.
   *
   * @param counted rows of the pools that are counted here
   * @param isCounted whether a pool is counted here, also if it has no row
   * @param end publications of days that begin at this or later are left out
   */
  List<TableRow> rows(
      int season,
      List<Row> counted,
      Predicate<PoolId> isCounted,
      Predicate<PoolId> wanted,
      Instant end,
      Instant knownAt) {
    Map<PoolId, PublishedFigures> figures = new HashMap<>();
    latest(season, end, knownAt)
        .ifPresent(
            known ->
                known.events().stream()
                    .filter(event -> event.getPool() != null)
                    .forEach(event -> figures.put(event.getPool(), PublishedFigures.of(event))));
    List<TableRow> rows = new ArrayList<>();
    for (Row row : counted) {
      rows.add(TableRow.of(row, Optional.ofNullable(figures.remove(row.pool()))));
    }
    figures.forEach(
        (pool, stated) -> {
          if (wanted.test(pool) && !isCounted.test(pool)) {
            rows.add(TableRow.of(pool, reference.countryName(pool.getCountry()), stated));
          }
        });
    rows.sort(ORDER);
    return rows;
  }

  /** The last publication of a season before an instant. */
  Optional<PublishedHistory.Known> latest(int season, Instant end, Instant knownAt) {
    // A publication states its day only, so it counts from the beginning of that day.
    LocalDate before =
        end.equals(Instant.MAX) ? LocalDate.MAX : Weeks.day(end.minusMillis(1)).plusDays(1);
    return published.latest(season, before, knownAt);
  }

  /** The weeks of a pool, ascending: counted rows, and publications of weeks without one. */
  List<TableRow> history(PoolId pool, List<Row> counted, Instant knownAt) {
    Map<LocalDate, PublishedFigures> stated = new TreeMap<>();
    List<TableRow> rows = new ArrayList<>();
    for (FiguresPublished event : events(pool, knownAt)) {
      PublishedFigures figures = PublishedFigures.of(event);
      stated.put(TableRow.week(figures.day()), figures);
      if (counted.isEmpty()) {
        rows.add(TableRow.of(pool, reference.countryName(pool.getCountry()), figures));
      }
    }
    for (Row row : counted) {
      rows.add(TableRow.of(row, Optional.ofNullable(stated.remove(row.week()))));
    }
    if (!counted.isEmpty()) {
      stated.forEach(
          (_, figures) ->
              rows.add(TableRow.of(pool, reference.countryName(pool.getCountry()), figures)));
      rows.sort(Comparator.comparing(TableRow::week));
    }
    return rows;
  }

  private List<FiguresPublished> events(PoolId pool, Instant knownAt) {
    return published.publications(pool.getSeason(), knownAt).stream()
        .flatMap(known -> known.events().stream())
        .filter(event -> Objects.equals(event.getPool(), pool))
        .toList();
  }
}
