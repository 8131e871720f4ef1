package org.iecpools.stats.web.page;

import java.util.List;
import java.util.Optional;
import org.iecpools.forecast.Chance;
import org.iecpools.forecast.PoolForecast;

/**
 * The section of a page about the forecast of a pool.
 *
 * @param texts the texts of a language
 * @param forecast the forecast
 */
public record ForecastSection(Texts texts, PoolForecast forecast) {

  /** Why there is no forecast, or what is special about it; usually nothing. */
  public List<String> limits() {
    return forecast.limits().stream()
        .map(limit -> texts.text("forecast.limit." + limit.name()))
        .toList();
  }

  /** The chance in the next round; empty if none can be forecast. */
  public Optional<Chance> nextRound() {
    return forecast.now().map(PoolForecast.Entry::nextRound);
  }

  /** The chance until the season's end; empty if none can be forecast. */
  public Optional<Chance> season() {
    return forecast.now().map(PoolForecast.Entry::season);
  }

  /** The interval of a chance in words. */
  public String interval(Chance chance) {
    String low = texts.percent(chance.interval().low());
    String high = texts.percent(chance.interval().high());
    return low.equals(high)
        ? texts.text("forecast.interval.one", low)
        : texts.text("forecast.interval", low, high);
  }

  /** The publication, and how much was learned from. */
  public Optional<String> basis() {
    return forecast
        .asOf()
        .map(
            day ->
                texts.text(
                    "forecast.basis", texts.day(day), forecast.learnedFrom().publications()));
  }
}
