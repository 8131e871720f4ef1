package org.iecpools.stats.domain;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.iecpools.domain.Reference;
import org.iecpools.domain.SeasonWindow;
import org.iecpools.domain.Weeks;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.PublicationMade;
import org.iecpools.events.PublicationsRecord;
import org.iecpools.events.RowPublished;

/**
 * The published rows by time of publication: a fold of {@code iec.publications}. Published rows
 * never change; revisions are added. Thread-safe.
 */
public final class Publications {

  private final Reference reference;
  private final NavigableMap<PoolId, NavigableMap<LocalDate, NavigableMap<Integer, RowPublished>>>
      pools = new TreeMap<>(PoolIds.ORDER);
  private LocalDate lastWeek = LocalDate.MIN;
  private volatile long changes;
  private volatile long made;
  private Instant lastPublishedAt = Instant.MIN;

  /** Creates an empty instance. */
  public Publications(Reference reference) {
    this.reference = reference;
  }

  /** Applies a record; a repeated record changes nothing. */
  public synchronized void apply(PublicationsRecord record) {
    switch (record) {
      case RowPublished row -> {
        if (isInWindow(row)) {
          pools
              .computeIfAbsent(row.getPool(), _ -> new TreeMap<>())
              .computeIfAbsent(row.getWeek(), _ -> new TreeMap<>())
              .putIfAbsent(row.getRevision(), row);
        }
      }
      case PublicationMade made -> {
        if (made.getWeek().isAfter(lastWeek)) {
          lastWeek = made.getWeek();
        }
        if (made.getPublishedAt().isAfter(lastPublishedAt)) {
          lastPublishedAt = made.getPublishedAt();
        }
        this.made++;
      }
    }
    changes++;
  }

  /**
   * Whether a row's week is within the season's window; releases without that window published
   * other weeks too.
   */
  private static boolean isInWindow(RowPublished row) {
    int season = row.getPool().getSeason();
    return SeasonWindow.isSeason(season) && SeasonWindow.of(season).containsWeek(row.getWeek());
  }

  /** A counter that changes whenever an answer may differ. Use it as a cache key. */
  public long changes() {
    return changes;
  }

  /** A counter that grows with each complete publication. */
  public long made() {
    return made;
  }

  /** The Friday of the last publication; {@link LocalDate#MIN} before the first. */
  public synchronized LocalDate lastWeek() {
    return lastWeek;
  }

  /** The last revision of a pool's row of a week. */
  public synchronized Optional<Row> last(PoolId pool, LocalDate week) {
    return Optional.ofNullable(pools.get(pool))
        .map(weeks -> weeks.get(week))
        .map(revisions -> row(revisions.lastEntry().getValue()));
  }

  /**
   * The rows of a season as published at a past time: for each pool, the last week that had ended
   * and was published by then.
   *
   * @param asOf weeks that end after this are left out
   * @param knownAt rows published after this are left out
   */
  public synchronized List<Row> rows(
      int season, Predicate<PoolId> wanted, Instant asOf, Instant knownAt) {
    List<Row> rows = new ArrayList<>();
    pools.forEach(
        (pool, weeks) -> {
          if (pool.getSeason() == season && wanted.test(pool)) {
            weeks.descendingMap().entrySet().stream()
                .filter(week -> !Weeks.publication(week.getKey()).isAfter(asOf))
                .flatMap(week -> known(week.getValue(), knownAt).stream())
                .findFirst()
                .ifPresent(rows::add);
          }
        });
    rows.sort(Comparator.comparing(Row::countryName).thenComparing(Row::pool, PoolIds.ORDER));
    return rows;
  }

  /** A pool's weekly rows as published by an instant, ascending. */
  public synchronized List<Row> history(PoolId pool, Instant knownAt) {
    return Optional.ofNullable(pools.get(pool)).stream()
        .flatMap(weeks -> weeks.values().stream())
        .flatMap(revisions -> known(revisions, knownAt).stream())
        .toList();
  }

  /**
   * The rows of each complete publication of a season, in their highest revision, by the Friday of
   * the week.
   */
  public synchronized NavigableMap<LocalDate, List<Row>> weeks(int season) {
    NavigableMap<LocalDate, List<Row>> rows = new TreeMap<>();
    pools.forEach(
        (pool, weeks) -> {
          if (pool.getSeason() == season) {
            weeks.forEach(
                (week, revisions) ->
                    known(revisions, lastPublishedAt)
                        .ifPresent(
                            row -> rows.computeIfAbsent(week, _ -> new ArrayList<>()).add(row)));
          }
        });
    return rows;
  }

  /**
   * The last published row of a pool before a week.
   *
   * @param week the Friday that ends the week
   * @param knownAt rows published after this are left out
   */
  public synchronized Optional<Row> before(PoolId pool, LocalDate week, Instant knownAt) {
    return Optional.ofNullable(pools.get(pool)).stream()
        .flatMap(weeks -> weeks.headMap(week, false).descendingMap().values().stream())
        .flatMap(revisions -> known(revisions, knownAt).stream())
        .findFirst();
  }

  private Optional<Row> known(NavigableMap<Integer, RowPublished> revisions, Instant knownAt) {
    return revisions.descendingMap().values().stream()
        .filter(row -> !row.getPublishedAt().isAfter(knownAt))
        .findFirst()
        .map(this::row);
  }

  private Row row(RowPublished published) {
    return PublishedRows.row(published, reference.countryName(published.getPool().getCountry()));
  }

  /**
   * Computes the publication that is due when a week has ended: the rows of that week, missing rows
   * of earlier weeks, and revisions of earlier rows whose numbers have changed (not only the chance
   * or the anomalies).
   *
   * @param week the Friday that ends the week
   * @param publishedAt the time of publication, not before the end of that week
   */
  public List<PublicationsRecord> due(Dashboard dashboard, LocalDate week, Instant publishedAt) {
    List<PublicationsRecord> due = new ArrayList<>();
    int rows = 0;
    for (int season : dashboard.seasons()) {
      for (Row current : dashboard.rows(season, _ -> true, View.published(week))) {
        for (Row row : dashboard.history(current.pool(), Weeks.publication(week))) {
          Optional<Row> known = last(row.pool(), row.week());
          if (known.isEmpty() || PublishedRows.differ(known.get(), row)) {
            int revision = known.map(Row::revision).orElse(0) + 1;
            due.add(PublishedRows.record(row, revision, publishedAt));
            rows += row.week().equals(week) ? 1 : 0;
          }
        }
      }
    }
    due.add(new PublicationMade(week, publishedAt, rows, due.size() - rows));
    return due;
  }
}
