package org.iecpools.stats.web;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.iecpools.domain.Reference;
import org.iecpools.domain.Weeks;
import org.iecpools.events.FiguresPublished;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.stats.domain.Dashboard;
import org.iecpools.track.PublishedHistory;

/** Sets published figures beside counted rows, and shows them where nothing is counted. */
public final class PublishedTables {

  private static final Comparator<TableRow> ORDER =
      Comparator.comparing(TableRow::countryName).thenComparing(TableRow::pool, PoolIds.ORDER);

  private final Dashboard dashboard;
  private final PublishedHistory published;
  private final Reference reference = Reference.shipped();

  /**
   * The figures of a season as known now.
   *
   * @param changes the counter of changes before they were read
   */
  private record Kept(long changes, Map<PoolId, List<PublishedFigures>> figures) {}

  /** By season. */
  private final Map<Integer, Kept> kept = new ConcurrentHashMap<>();

  /** Creates tables on these sources, which may change while they are in use. */
  public PublishedTables(Dashboard dashboard, PublishedHistory published) {
    this.dashboard = dashboard;
    this.published = published;
  }

  /** Seasons of which anything is counted, announced or published, ascending. */
  public NavigableSet<Integer> seasons() {
    NavigableSet<Integer> seasons = dashboard.seasons();
    seasons.addAll(published.seasons());
    return seasons;
  }

  /** The default season: the later one of that of the dashboard and the last published one. */
  public Optional<Integer> usualSeason(Instant now) {
    int nextYear = Weeks.day(now).getYear() + 1;
    return Stream.concat(
            dashboard.usualSeason(now).stream(),
            Stream.ofNullable(published.seasons().floor(nextYear)))
        .max(Comparator.naturalOrder());
  }

  /** Whether anything of a pool is published. */
  public boolean publishes(PoolId pool) {
    return figures(pool.getSeason(), Instant.MAX, Instant.MAX).containsKey(pool);
  }

  /** The pools of a season of which anything is published. */
  public List<PoolId> pools(int season) {
    return figures(season, Instant.MAX, Instant.MAX).keySet().stream()
        .sorted(PoolIds.ORDER)
        .toList();
  }

  /**
   * The rows of a season: counted rows with the last published figures, then the pools that are
   * only published.
   *
   * @param counted rows of the pools that are counted here
   * @param isCounted whether a pool is counted here, also if it has no row
   * @param end publications of days that begin at this or later are left out
   */
  public List<TableRow> rows(
      int season,
      List<TableRow> counted,
      Predicate<PoolId> isCounted,
      Predicate<PoolId> wanted,
      Instant end,
      Instant knownAt) {
    Map<PoolId, TableRow> last = last(figures(season, end, knownAt));
    List<TableRow> rows = new ArrayList<>();
    for (TableRow row : counted) {
      rows.add(row.with(Optional.ofNullable(last.remove(row.pool())).flatMap(TableRow::published)));
    }
    last.forEach(
        (pool, row) -> {
          if (wanted.test(pool) && !isCounted.test(pool)) {
            rows.add(row);
          }
        });
    rows.sort(ORDER);
    return rows;
  }

  /** The rows of the last publication, which need not have all pools. */
  private Map<PoolId, TableRow> last(Map<PoolId, List<PublishedFigures>> figures) {
    Optional<LocalDate> day =
        figures.values().stream()
            .map(weeks -> weeks.getLast().day())
            .max(Comparator.naturalOrder());
    Map<PoolId, TableRow> rows = new HashMap<>();
    figures.forEach(
        (pool, weeks) -> {
          PublishedFigures stated = weeks.getLast();
          if (day.equals(Optional.of(stated.day()))) {
            rows.put(
                pool,
                row(
                    pool,
                    stated,
                    weeks.size() == 1
                        ? Optional.empty()
                        : Optional.of(weeks.get(weeks.size() - 2))));
          }
        });
    return rows;
  }

  /**
   * The last published figures of a pool, also if a later publication does not have it.
   *
   * @param end publications of days that begin at this or later are left out
   */
  public Optional<TableRow> lastPublished(PoolId pool, Instant end, Instant knownAt) {
    List<TableRow> history = history(pool, List.of(), end, knownAt);
    return history.isEmpty() ? Optional.empty() : Optional.of(history.getLast());
  }

  private TableRow row(PoolId pool, PublishedFigures stated, Optional<PublishedFigures> before) {
    return TableRow.of(pool, reference.countryName(pool.getCountry()), stated, before);
  }

  /** The last publication of a season before an instant. */
  Optional<PublishedHistory.Known> latest(int season, Instant end, Instant knownAt) {
    return published.latest(season, before(end), knownAt);
  }

  /** The first day that does not count: a publication counts from the beginning of its day. */
  private static LocalDate before(Instant end) {
    return end.equals(Instant.MAX) ? LocalDate.MAX : Weeks.day(end.minusMillis(1)).plusDays(1);
  }

  /**
   * The published figures of a season's pools, each ascending by day.
   *
   * @param end publications of days that begin at this or later are left out
   */
  public Map<PoolId, List<PublishedFigures>> figures(int season, Instant end, Instant knownAt) {
    Map<PoolId, List<PublishedFigures>> all =
        knownAt.equals(Instant.MAX) ? current(season) : read(season, knownAt);
    LocalDate before = before(end);
    if (before.equals(LocalDate.MAX)) {
      return all;
    }
    Map<PoolId, List<PublishedFigures>> figures = new HashMap<>();
    all.forEach(
        (pool, weeks) -> {
          List<PublishedFigures> earlier =
              weeks.stream().filter(week -> week.day().isBefore(before)).toList();
          if (!earlier.isEmpty()) {
            figures.put(pool, earlier);
          }
        });
    return figures;
  }

  /** Publications change once a week, and every page of every pool needs them. */
  private Map<PoolId, List<PublishedFigures>> current(int season) {
    long changes = published.changes();
    Kept known = kept.get(season);
    if (known != null && known.changes() == changes) {
      return known.figures();
    }
    Map<PoolId, List<PublishedFigures>> figures = read(season, Instant.MAX);
    kept.put(season, new Kept(changes, figures));
    return figures;
  }

  private Map<PoolId, List<PublishedFigures>> read(int season, Instant knownAt) {
    Map<PoolId, List<PublishedFigures>> figures = new HashMap<>();
    for (PublishedHistory.Known known : published.publications(season, knownAt)) {
      for (FiguresPublished event : known.events()) {
        if (event.getPool() != null) {
          figures
              .computeIfAbsent(event.getPool(), _ -> new ArrayList<>())
              .add(PublishedFigures.of(event));
        }
      }
    }
    return Collections.unmodifiableMap(figures);
  }

  /**
   * The weeks of a pool, ascending: counted rows, and publications of weeks without one. Of several
   * publications of a week the last one counts.
   *
   * @param end publications of days that begin at this or later are left out
   */
  public List<TableRow> history(PoolId pool, List<TableRow> counted, Instant end, Instant knownAt) {
    NavigableMap<LocalDate, TableRow> stated = new TreeMap<>();
    Optional<PublishedFigures> before = Optional.empty();
    for (PublishedFigures figures :
        figures(pool.getSeason(), end, knownAt).getOrDefault(pool, List.of())) {
      stated.put(figures.week(), row(pool, figures, before));
      before = Optional.of(figures);
    }
    NavigableMap<LocalDate, TableRow> weeks = new TreeMap<>(stated);
    for (TableRow row : counted) {
      weeks.put(
          row.week(),
          row.with(Optional.ofNullable(stated.get(row.week())).flatMap(TableRow::published)));
    }
    return List.copyOf(weeks.values());
  }
}
