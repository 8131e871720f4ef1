package org.iecpools.stats.domain;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
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

  /**
   * Everything that was due by then is published. Before its first tick, a simulated clock is at
   * 1970: nothing is due then, and records with earlier times are invalid.
   */
  private volatile Instant dueBy = Instant.EPOCH;

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
        dueBy =
            later(dueBy, Objects.requireNonNullElse(made.getDueBy(), Weeks.end(made.getWeek())));
        lastPublishedAt = later(lastPublishedAt, made.getPublishedAt());
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

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  /** The Friday of a season's last publication; empty before the first. */
  public Optional<LocalDate> lastWeek(Dashboard dashboard, int season) {
    return made == 0 ? Optional.empty() : Optional.of(dashboard.lastPublished(season, dueBy));
  }

  /**
   * The publications that are due at an instant, by their time, with the seasons that are published
   * then. Each is of the week that ended last before its time. One is due at the end of each week
   * in any case, so that a season of which something becomes known later waits for its next time.
   */
  public NavigableMap<Instant, SortedSet<Integer>> due(Dashboard dashboard, Instant now) {
    NavigableMap<Instant, SortedSet<Integer>> due = new TreeMap<>();
    due.put(Weeks.end(lastEnded(now)), new TreeSet<>());
    for (int season : dashboard.seasons()) {
      due.computeIfAbsent(
              dashboard.publication(season, dashboard.lastPublished(season, now)),
              _ -> new TreeSet<>())
          .add(season);
    }
    due.headMap(dueBy, true).clear();
    return due;
  }

  private static LocalDate lastEnded(Instant at) {
    return Weeks.weekOf(at).minusWeeks(1);
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
                .filter(week -> !Weeks.end(week.getKey()).isAfter(asOf))
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
   * Computes a publication: of each season the rows of the week that ended last before its time,
   * missing rows of earlier weeks, and revisions of earlier rows whose numbers have changed (not
   * only the chance or the anomalies).
   *
   * @param time when it is due
   * @param publishedAt the time of publication, not before {@code time}
   */
  public List<PublicationsRecord> publication(
      Dashboard dashboard, Instant time, Set<Integer> seasons, Instant publishedAt) {
    LocalDate week = lastEnded(time);
    List<PublicationsRecord> records = new ArrayList<>();
    int rows = 0;
    for (int season : seasons) {
      for (PoolId pool : dashboard.pools(season, _ -> true)) {
        for (Row row : dashboard.history(pool, time)) {
          Optional<Row> known = last(row.pool(), row.week());
          if (known.isEmpty() || PublishedRows.differ(known.get(), row)) {
            int revision = known.map(Row::revision).orElse(0) + 1;
            records.add(PublishedRows.record(row, revision, publishedAt));
            rows += row.week().equals(week) ? 1 : 0;
          }
        }
      }
    }
    records.add(new PublicationMade(week, publishedAt, rows, records.size() - rows, time));
    return records;
  }
}
