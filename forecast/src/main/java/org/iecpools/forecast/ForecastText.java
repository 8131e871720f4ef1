package org.iecpools.forecast;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.iecpools.feed.ChanceWord;
import org.iecpools.feed.Figure;
import org.iecpools.feed.PublishedRow;

/** What a forecast assumes, in words. */
final class ForecastText {

  private static final int DAYS_BETWEEN_PUBLICATIONS = 8;

  private ForecastText() {}

  /** The sentences about a forecast that has none yet. */
  static List<String> assumptions(PoolForecast forecast, LocalDate today) {
    var sentences = new ArrayList<String>();
    forecast.limits().forEach(limit -> sentences.add(limit(limit, forecast)));
    if (forecast.next().isPresent()) {
      if (!forecast.limits().contains(Limit.NO_ROUND_LEFT)) {
        forecast.row().ifPresent(row -> chance(forecast, row, sentences));
      }
      forecast.rounds().ifPresent(rounds -> rounds(rounds, sentences));
    }
    forecast
        .asOf()
        .map(day -> today.toEpochDay() - day.toEpochDay())
        .filter(days -> days > DAYS_BETWEEN_PUBLICATIONS)
        .ifPresent(
            days ->
                sentences.add(
                    "The latest known publication is %,d days old. What has happened since is not included."
                        .formatted(days)));
    return sentences;
  }

  private static String limit(Limit limit, PoolForecast forecast) {
    return switch (limit) {
      case NOT_PUBLISHED ->
          forecast
              .asOf()
              .map("The publication of %s does not show this pool."::formatted)
              .orElse("No publication of this season is known.");
      case NOT_OFFERED -> "The pool is not offered, so nobody is invited from it.";
      case QUOTA_TO_BE_ANNOUNCED ->
          "The quota is to be announced, and no round runs before that, so no chance can be forecast yet.";
      case CANDIDATES_NOT_STATED ->
          "The publication has no number of candidates of this pool, so no chance can be forecast.";
      case NO_ROUND_LEFT -> "No round is left in the season.";
      case QUOTA_SPENT ->
          "No spots are left. More invitations are only possible when a spot becomes free.";
      case EMPTY_POOL -> "Nobody is in the pool. The forecast is for someone who enters it now.";
    };
  }

  private static void chance(PoolForecast forecast, PublishedRow row, List<String> sentences) {
    ChanceWord word = row.rating().orElse(ChanceWord.NOT_APPLICABLE);
    sentences.add(
        word == ChanceWord.NOT_APPLICABLE
            ? "The publication states no chance for the next round, so an even one is the starting point."
            : "The publication calls the chance in the next round \"%s\".".formatted(word.text()));
    int seen = forecast.learnedFrom().poolWeeks();
    sentences.add(
        seen == 0
            ? "No earlier week was seen, so the words have the meaning that IRCC gives them."
            : "What the words mean in this pool is learned from %,d earlier weeks of all pools, the latest counting most."
                .formatted(seen));
    forecast
        .lastWeek()
        .ifPresent(
            week ->
                sentences.add(
                    "From %s to %s, %s of this pool's candidates were invited."
                        .formatted(week.from(), week.until(), percent(week.share()))));
    spots(row, forecast.candidates(), sentences);
    sentences.add("The candidate stays in the pool, and everyone in it has the same chance.");
    sentences.add("IRCC decides on rounds, and may hold larger, smaller or no rounds.");
  }

  private static void rounds(RoundsLeft rounds, List<String> sentences) {
    if (rounds.count() > 0) {
      sentences.add(
          rounds.count() == 1
              ? "One weekly round is left in the season."
              : "%d weekly rounds are left in the season, each with the chance of the next one."
                  .formatted(rounds.count()));
    }
    sentences.add(
        rounds.isAnnounced()
            ? "The final round is announced, and is not later than %s.".formatted(rounds.last())
            : "The final round is not announced; it is assumed to be on %s."
                .formatted(rounds.last()));
  }

  private static void spots(PublishedRow row, int candidates, List<String> sentences) {
    row.spots()
        .number()
        .ifPresent(
            spots ->
                sentences.add(
                    "Spots left: %,d, for %,d in the pool; 6 of 10 invitations use a spot."
                        .formatted(spots, candidates)));
    if (row.spots() instanceof Figure.Unlimited) {
      sentences.add("The quota is unlimited, so spots do not limit the chance.");
    }
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * share);
  }
}
