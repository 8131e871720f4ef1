package org.iecpools.stats.web;

import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.iecpools.domain.WeeklyPlan;
import org.iecpools.domain.Weeks;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolPlan;
import org.iecpools.feed.PoolKey;
import org.iecpools.feed.Publication;
import org.iecpools.forecast.ForecastBook;
import org.iecpools.forecast.PoolForecast;
import org.iecpools.forecast.RoundsLeft;
import org.iecpools.forecast.UsableWeeks;
import org.iecpools.stats.domain.Dashboard;
import org.iecpools.stats.domain.Publications;
import org.iecpools.track.PublishedHistory;
import org.springframework.stereotype.Component;

/**
 * Forecasts of pools, from the weeks that are counted and published here, or else from those that
 * others publish. Each publication is learned from once, with the first question after it.
 */
@Component
public final class Forecasts {

  /** Weeks of earlier seasons are forgotten by then. */
  private static final int SEASONS_BEFORE = 2;

  /**
   * The forecast of a pool.
   *
   * @param source where its figures come from
   */
  record Found(TableRow.Source source, PoolForecast forecast) {}

  private record Key(int season, TableRow.Source source) {}

  /** What is learned, and the counter of changes at that time. */
  private static final class Learned {
    private final ForecastBook book;
    private long changes = -1;

    Learned(int season) {
      this.book = new ForecastBook(season);
    }
  }

  private final Dashboard dashboard;
  private final Publications publications;
  private final PublishedHistory published;
  private final SelectionsFeed feed;
  private final Map<Key, Learned> books = new HashMap<>();

  Forecasts(Dashboard dashboard, Publications publications, PublishedHistory published) {
    this.dashboard = dashboard;
    this.publications = publications;
    this.published = published;
    this.feed = new SelectionsFeed(dashboard);
  }

  /** A counter that changes whenever a forecast may differ on the same day. */
  public long changes() {
    return dashboard.changes() + publications.changes() + published.changes();
  }

  /** The forecast of a pool, with the reason in its limits if there is no chance to state. */
  public PoolForecast forecast(PoolId pool, Instant now) {
    return of(pool, now).forecast;
  }

  /** The same with its source. */
  Found of(PoolId pool, Instant now) {
    Found counted = of(pool, TableRow.Source.COUNTED, now);
    if (counted.forecast.row().isPresent()) {
      return counted;
    }
    Found stated = of(pool, TableRow.Source.PUBLISHED, now);
    return stated.forecast.row().isPresent() || counted.forecast.asOf().isEmpty()
        ? stated
        : counted;
  }

  private Found of(PoolId pool, TableRow.Source source, Instant now) {
    PoolKey key =
        new PoolKey(
            pool.getCountry(),
            pool.getCategory().name(),
            pool.getStream() == null ? "" : pool.getStream());
    return new Found(
        source,
        upToDate(new Key(pool.getSeason(), source))
            .forecast(key, day -> planned(pool, day), Weeks.day(now)));
  }

  private synchronized ForecastBook upToDate(Key key) {
    // Asked before the weeks are read, so that a week in between is learned from next time.
    long changes = publications.made() + published.changes();
    Learned learned = books.computeIfAbsent(key, _ -> new Learned(key.season));
    if (learned.changes == changes) {
      return learned.book;
    }
    NavigableMap<Integer, List<Publication>> weeks = new TreeMap<>();
    for (int season = key.season - SEASONS_BEFORE; season <= key.season; season++) {
      weeks.put(season, weeks(season, key));
    }
    learned.book.publish(weeks);
    learned.changes = changes;
    return learned.book;
  }

  /** The weeks of a season; for an earlier one, those of the other source if it has none here. */
  private List<Publication> weeks(int season, Key key) {
    List<Publication> own = weeks(season, key.source);
    return own.isEmpty() && season < key.season
        ? weeks(
            season,
            switch (key.source) {
              case COUNTED -> TableRow.Source.PUBLISHED;
              case PUBLISHED -> TableRow.Source.COUNTED;
            })
        : own;
  }

  private List<Publication> weeks(int season, TableRow.Source source) {
    return switch (source) {
      case COUNTED ->
          publications.weeks(season).entrySet().stream()
              .flatMap(week -> feed.of(week.getValue(), Optional.empty(), week.getKey()).stream())
              .toList();
      case PUBLISHED ->
          UsableWeeks.of(
              published.publications(season, Instant.MAX).stream()
                  .map(PublishedHistory.Known::publication)
                  .toList());
    };
  }

  /** The weekly rounds that a plan has from a day on; empty without a plan. */
  private Optional<RoundsLeft> planned(PoolId pool, LocalDate from) {
    return dashboard
        .plan(pool)
        .map(
            plan ->
                new RoundsLeft(
                    count(plan, from.atStartOfDay(Weeks.ZONE).toInstant()),
                    Weeks.day(plan.getFinalRoundAt()),
                    true));
  }

  private static int count(PoolPlan plan, Instant from) {
    int count = 0;
    Optional<Instant> round = WeeklyPlan.firstFrom(plan, from);
    while (round.isPresent()) {
      count++;
      round = WeeklyPlan.firstFrom(plan, round.get().plusNanos(1));
    }
    return count;
  }
}
