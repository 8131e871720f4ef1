package org.iecpools.forecast;

import java.time.LocalDate;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.iecpools.feed.PoolKey;
import org.iecpools.feed.Publication;
import org.iecpools.feed.PublishedRow;
import org.iecpools.forecast.PoolForecast.LastWeek;
import org.jspecify.annotations.Nullable;

/**
 * Forecasts from the publications that it was given, in the order of their dates. It knows nothing
 * else, so a forecast never depends on a later publication. Earlier seasons may come first: what
 * the words and pools have shown is kept, and counts less with each week. Not safe for several
 * threads.
 */
public final class Forecaster {

  private final ChanceModel model = new ChanceModel();
  private final Analogs analogs = new Analogs();
  private final Map<PoolKey, PoolWeek> last = new HashMap<>();
  private final Map<PoolKey, Situation> situations = new HashMap<>();
  private final Set<Integer> seasons = new HashSet<>();
  private int publications;
  private int season;
  private @Nullable Publication current;

  /**
   * Learns from the next publication.
   *
   * @throws IllegalArgumentException if it is not later than the one before
   */
  public void publish(Publication publication) {
    publish(publication.season(), publication);
  }

  /**
   * Learns from the next publication of a season.
   *
   * @throws IllegalArgumentException if it is not later than the one before in that season
   */
  void publish(int ofSeason, Publication publication) {
    Publication before = current;
    if (before != null && ofSeason == season) {
      if (!publication.date().isAfter(before.date())) {
        throw new IllegalArgumentException(
            "a publication of %s after one of %s".formatted(publication.date(), before.date()));
      }
      learn(PoolWeek.between(before, publication));
    } else {
      last.clear();
    }
    season = ofSeason;
    seasons.add(ofSeason);
    publications++;
    current = publication;
    situations.clear();
    for (PublishedRow row : publication.rows()) {
      Situation.of(publication, row).ifPresent(one -> situations.put(one.pool(), one));
    }
  }

  private void learn(List<PoolWeek> weeks) {
    weeks.forEach(week -> analogs.add(chance(week.situation()), week.share()));
    model.learn(weeks, last);
    weeks.forEach(week -> last.put(week.pool(), week));
  }

  private double chance(Situation situation) {
    return model.chance(situation, last(situation.pool()));
  }

  private Optional<PoolWeek> last(PoolKey pool) {
    return Optional.ofNullable(last.get(pool));
  }

  /**
   * Forecasts for a candidate who is in a pool at the latest publication.
   *
   * @param seasonEnd the day of the season's last round
   * @return empty if the latest publication shows no candidates in that pool
   */
  public Optional<Forecast> forecast(PoolKey pool, LocalDate seasonEnd) {
    return situation(pool).map(situation -> forecast(situation, seasonEnd));
  }

  /**
   * Forecasts for someone who is in a pool, or enters it, at the latest publication.
   *
   * @param ofSeason the season of the pool
   * @param planned the rounds that are left after a day, if a plan states them; otherwise they
   *     follow from the publication
   * @param today for the age of the publication
   */
  PoolForecast forecast(
      int ofSeason,
      PoolKey pool,
      Function<LocalDate, Optional<RoundsLeft>> planned,
      LocalDate today) {
    Optional<Publication> latest = Optional.ofNullable(current).filter(_ -> ofSeason == season);
    Optional<PublishedRow> row = latest.flatMap(publication -> publication.row(pool));
    Optional<RoundsLeft> rounds =
        latest.map(
            publication ->
                planned
                    .apply(publication.date())
                    .orElseGet(
                        () ->
                            RoundsLeft.of(
                                publication.date(),
                                season,
                                row.map(PublishedRow::finalRound).orElse(""))));
    Set<Limit> limits = limits(row, rounds);
    Optional<Chance> next =
        limits.stream().anyMatch(Limit::isUnknown)
            ? Optional.empty()
            : latest.map(publication -> next(Situation.entering(publication, row.orElseThrow())));
    Optional<LastWeek> lastWeek =
        row.flatMap(_ -> last(pool))
            .map(week -> new LastWeek(week.situation().date(), week.until(), week.share()));
    var learnedFrom = new LearnedFrom(publications, seasons.size(), model.seen());
    var forecast =
        new PoolForecast(
            pool,
            latest.map(Publication::date),
            List.copyOf(limits),
            row,
            lastWeek,
            rounds,
            next,
            learnedFrom,
            List.of());
    return forecast.assuming(ForecastText.assumptions(forecast, today));
  }

  private static Set<Limit> limits(Optional<PublishedRow> row, Optional<RoundsLeft> rounds) {
    Set<Limit> limits = EnumSet.noneOf(Limit.class);
    row.map(Limit::of).orElse(Set.of(Limit.NOT_PUBLISHED)).forEach(limits::add);
    rounds.filter(left -> left.count() == 0).ifPresent(_ -> limits.add(Limit.NO_ROUND_LEFT));
    return limits;
  }

  private Chance next(Situation situation) {
    double chance = chance(situation);
    return new Chance(chance, Analogs.interval(analogs.results(chance)).with(chance));
  }

  private Optional<Situation> situation(PoolKey pool) {
    return Optional.ofNullable(situations.get(pool));
  }

  private Forecast forecast(Situation situation, LocalDate seasonEnd) {
    int rounds = SeasonChance.rounds(seasonEnd.toEpochDay() - situation.date().toEpochDay());
    Chance next = next(situation);
    return new Forecast(
        situation.pool(),
        situation.date(),
        next.value(),
        next.interval(),
        season(situation, next.value(), rounds),
        new Interval(
            season(situation, next.interval().low(), rounds),
            season(situation, next.interval().high(), rounds)));
  }

  private static double season(Situation situation, double next, int rounds) {
    return SeasonChance.of(situation.spots(), situation.candidates(), next, rounds);
  }

  /** The possible results of a forecast of the next round, ascending. */
  double[] results(Forecast forecast) {
    return analogs.results(forecast.nextRound());
  }
}
