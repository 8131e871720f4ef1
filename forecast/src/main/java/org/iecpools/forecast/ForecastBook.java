package org.iecpools.forecast;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.function.Function;
import org.iecpools.feed.PoolKey;
import org.iecpools.feed.Publication;

/**
 * The forecasts of one season, as far as publications are known. It learns from each publication
 * once, and from all of them again only if an earlier one has changed. Thread-safe.
 */
public final class ForecastBook {

  private record Week(int season, Publication publication) {}

  private final int season;
  private Forecaster forecaster = new Forecaster();
  private List<Week> learned = List.of();

  /** Creates an empty one. */
  public ForecastBook(int season) {
    this.season = season;
  }

  /**
   * Learns from all publications that are known now.
   *
   * @param publications by season, with ascending dates in each. Later seasons are left out;
   *     earlier ones come first and fade
   */
  public synchronized void publish(NavigableMap<Integer, List<Publication>> publications) {
    List<Week> known = new ArrayList<>();
    publications
        .headMap(season, true)
        .forEach((year, weeks) -> weeks.forEach(week -> known.add(new Week(year, week))));
    boolean isContinued =
        known.size() >= learned.size() && known.subList(0, learned.size()).equals(learned);
    if (!isContinued) {
      forecaster = new Forecaster();
      learned = List.of();
    }
    known
        .subList(learned.size(), known.size())
        .forEach(week -> forecaster.publish(week.season, week.publication));
    learned = List.copyOf(known);
  }

  /**
   * Forecasts for someone who is in a pool, or enters it, at the latest publication.
   *
   * @param planned the rounds that are left after a day, if a plan states them
   * @param today for the age of the publication
   */
  public synchronized PoolForecast forecast(
      PoolKey pool, Function<LocalDate, Optional<RoundsLeft>> planned, LocalDate today) {
    return forecaster.forecast(season, pool, planned, today);
  }
}
