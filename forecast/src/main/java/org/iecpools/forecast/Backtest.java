package org.iecpools.forecast;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.iecpools.feed.PoolKey;
import org.iecpools.feed.Publication;
import org.iecpools.forecast.Score.Scored;

/**
 * Scores forecasts of {@link Forecaster} and of simpler methods on published weeks. Each forecast
 * is made with the publications up to its own day; of the later ones only the dates are used, as
 * the season's end.
 */
public final class Backtest {

  /** Longest week between two publications that is compared. */
  private static final int LONGEST_WEEK = 8;

  /**
   * A pool-week with its forecasts.
   *
   * @param isComparable whether all methods can be compared ({@link BacktestResult})
   * @param covered part of the realised share that is inside of the interval
   * @param rounds until the season's end
   */
  private record Tried(
      PoolWeek week,
      Forecast forecast,
      Map<Method, Double> forecasts,
      boolean isComparable,
      double covered,
      int rounds,
      double realisedSeason) {

    Scored nextRound() {
      return new Scored(month(), week.situation().candidates(), forecasts, week.share());
    }

    Scored season() {
      Map<Method, Double> season = new EnumMap<>(Method.class);
      forecasts.forEach(
          (method, chance) -> season.put(method, SeasonChance.compounded(chance, rounds)));
      season.put(Method.OURS, forecast.season());
      return new Scored(month(), week.situation().candidates(), season, realisedSeason);
    }

    boolean isInside() {
      return forecast.nextRoundInterval().contains(week.share());
    }

    private String month() {
      return week.situation().date().toString().substring(0, "2026-03".length());
    }

    Tried withSeason(double realised) {
      return new Tried(week, forecast, forecasts, isComparable, covered, rounds, realised);
    }
  }

  private final Forecaster forecaster = new Forecaster();
  private final List<Tried> tried = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  private Backtest() {}

  /**
   * Scores the forecasts.
   *
   * @param publications in any order, of any seasons. Of several with the same date, the first is
   *     used
   */
  public static BacktestResult of(List<Publication> publications) {
    return new Backtest().run(publications);
  }

  private BacktestResult run(List<Publication> publications) {
    List<Publication> ordered = UsableWeeks.ordered(publications, notes::add);
    Map<Integer, List<Publication>> seasons =
        ordered.stream()
            .collect(Collectors.groupingBy(Publication::season, TreeMap::new, Collectors.toList()));
    seasons.values().forEach(season -> season(UsableWeeks.withoutRepeated(season, notes::add)));
    List<Tried> comparable = tried.stream().filter(Tried::isComparable).toList();
    List<Scored> nextRound = comparable.stream().map(Tried::nextRound).toList();
    return new BacktestResult(
        ordered.size(),
        Score.of(nextRound),
        Score.of(tried.stream().map(Tried::nextRound).toList()),
        Score.of(tried.stream().map(Tried::season).toList()),
        CalibrationBin.of(nextRound),
        comparable.isEmpty() ? Optional.empty() : Optional.of(coverage(comparable)),
        notes);
  }

  private void season(List<Publication> publications) {
    LocalDate end = publications.getLast().date();
    var baselines = new Baselines();
    List<Tried> season = new ArrayList<>();
    for (int i = 0; i < publications.size(); i++) {
      Publication publication = publications.get(i);
      forecaster.publish(publication);
      if (i + 1 < publications.size()) {
        List<PoolWeek> weeks = PoolWeek.between(publication, publications.get(i + 1));
        weeks.forEach(week -> season.add(attempt(week, end, baselines)));
        baselines.learn(weeks);
      }
    }
    tried.addAll(realised(season));
  }

  private Tried attempt(PoolWeek week, LocalDate end, Baselines baselines) {
    Forecast forecast = forecaster.forecast(week.pool(), end).orElseThrow();
    Map<Method, Double> forecasts = baselines.forecasts(week.situation());
    forecasts.put(Method.OURS, forecast.nextRound());
    return new Tried(
        week,
        forecast,
        forecasts,
        isComparable(week, baselines.last(week.pool())),
        Analogs.covered(forecaster.results(forecast), week.share()),
        SeasonChance.rounds(end.toEpochDay() - week.situation().date().toEpochDay()),
        Double.NaN);
  }

  private static boolean isComparable(PoolWeek week, Optional<PoolWeek> last) {
    return week.days() <= LONGEST_WEEK
        && last.filter(before -> before.until().equals(week.situation().date()))
            .filter(before -> before.days() <= LONGEST_WEEK)
            .isPresent();
  }

  /** Who stays in the pool is not invited until the end if no week invites them. */
  private static List<Tried> realised(List<Tried> season) {
    Map<PoolKey, Double> notInvited = new HashMap<>();
    List<Tried> result = new ArrayList<>();
    for (Tried one : season.reversed()) {
      double missed = notInvited.merge(one.week().pool(), 1 - one.week().share(), (a, b) -> a * b);
      result.add(one.withSeason(1 - missed));
    }
    result.sort(Comparator.comparing(one -> one.week().situation().date()));
    return result;
  }

  private Coverage coverage(List<Tried> comparable) {
    return new Coverage(
        mean(comparable, Tried::covered),
        part(comparable, Tried::isInside),
        mean(tried, Tried::covered),
        part(tried, Tried::isInside),
        part(tried, one -> one.forecast().seasonInterval().contains(one.realisedSeason())));
  }

  private static double part(List<Tried> tried, Predicate<Tried> test) {
    return mean(tried, one -> test.test(one) ? 1 : 0);
  }

  private static double mean(List<Tried> tried, ToDoubleFunction<Tried> value) {
    return tried.stream().mapToDouble(value).average().orElse(Double.NaN);
  }
}
