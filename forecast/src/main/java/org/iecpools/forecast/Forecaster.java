package org.iecpools.forecast;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.iecpools.feed.PoolKey;
import org.iecpools.feed.Publication;
import org.iecpools.feed.PublishedRow;
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
  private @Nullable Publication current;

  /**
   * Learns from the next publication.
   *
   * @throws IllegalArgumentException if it is not later than the one before
   */
  public void publish(Publication publication) {
    Publication before = current;
    if (before != null) {
      if (!publication.date().isAfter(before.date())) {
        throw new IllegalArgumentException(
            "a publication of %s after one of %s".formatted(publication.date(), before.date()));
      }
      if (publication.season() == before.season()) {
        learn(PoolWeek.between(before, publication));
      } else {
        last.clear();
      }
    }
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
   * The chance until the season's end for someone who enters a pool later, if its rounds are then
   * as the next one is now.
   *
   * @param weeks until the entry, 0 or more; as many weekly rounds are missed
   * @return 0 to 1; empty if the latest publication shows no candidates in that pool
   */
  public OptionalDouble seasonChanceEntering(PoolKey pool, int weeks, LocalDate seasonEnd) {
    if (weeks < 0) {
      throw new IllegalArgumentException("an entry in %d weeks".formatted(weeks));
    }
    return situation(pool)
        .map(
            situation -> {
              int rounds = rounds(situation, seasonEnd) - weeks;
              return OptionalDouble.of(
                  rounds < 1 ? 0 : SeasonChance.of(situation, chance(situation), rounds));
            })
        .orElse(OptionalDouble.empty());
  }

  private Optional<Situation> situation(PoolKey pool) {
    return Optional.ofNullable(situations.get(pool));
  }

  private static int rounds(Situation situation, LocalDate seasonEnd) {
    return SeasonChance.rounds(seasonEnd.toEpochDay() - situation.date().toEpochDay());
  }

  private Forecast forecast(Situation situation, LocalDate seasonEnd) {
    int rounds = rounds(situation, seasonEnd);
    double next = chance(situation);
    Interval interval = Analogs.interval(analogs.results(next));
    return new Forecast(
        situation.pool(),
        situation.date(),
        next,
        interval,
        SeasonChance.of(situation, next, rounds),
        new Interval(
            SeasonChance.of(situation, interval.low(), rounds),
            SeasonChance.of(situation, interval.high(), rounds)),
        ForecastText.assumptions(situation, last(situation.pool()), model.seen(), rounds));
  }

  /** The possible results of a forecast of the next round, ascending. */
  double[] results(Forecast forecast) {
    return analogs.results(forecast.nextRound());
  }
}
