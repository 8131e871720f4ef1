package org.iecpools.forecast;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.iecpools.feed.ChanceWord;
import org.iecpools.feed.PoolKey;

/**
 * The chance in the next round, as a sum on the logit scale: what IRCC's word has meant so far,
 * what is peculiar to the pool, and how far the pool's last share was off its word. It begins with
 * weak priors and learns from each week; nothing is fitted beforehand.
 */
final class ChanceModel {

  /** What the words mean before any week was seen: inside IRCC's bands; 0.5 without a word. */
  private static final double[] WORDS = {0.5, 0.95, 0.7, 0.45, 0.25, 0.05};

  private static final double WORD_DEVIATION = 0.7;
  private static final double POOL_DEVIATION = 2;
  private static final double LAST_MEAN = 0.2;
  private static final double LAST_DEVIATION = 0.3;

  /** What a week counts when the next one is known: half after some seven weeks. */
  private static final double DECAY = 0.9;

  /** Weeks that count less are forgotten, which is after some 90 of them. */
  private static final double LEAST_WEIGHT = 1e-4;

  /** Shares of 0 and 1 have no logit; last shares count as at least this. */
  private static final double LEAST_LAST = 0.03;

  private static final int LAST = WORDS.length;
  private static final int SHARED = LAST + 1;

  /** A pool-week, with the surprise of the week before, and its weight. */
  private record Seen(PoolWeek week, double surprise, double weight) {}

  private List<Seen> seen = List.of();
  private double[] shared = means(SHARED);
  private Map<PoolKey, Double> peculiar = Map.of();

  private static double[] means(int size) {
    double[] means = new double[size];
    for (int i = 0; i < WORDS.length; i++) {
      means[i] = Logit.of(WORDS[i], 0);
    }
    means[LAST] = LAST_MEAN;
    return means;
  }

  private static double[] deviations(int size) {
    double[] deviations = new double[size];
    Arrays.fill(deviations, POOL_DEVIATION);
    Arrays.fill(deviations, 0, WORDS.length, WORD_DEVIATION);
    deviations[LAST] = LAST_DEVIATION;
    return deviations;
  }

  /**
   * Forecasts the share.
   *
   * @param last of the same pool and season
   */
  double chance(Situation situation, Optional<PoolWeek> last) {
    return Logit.chance(
        shared[situation.word().code()]
            + shared[LAST] * surprise(situation, last)
            + peculiar.getOrDefault(situation.pool(), 0.0));
  }

  /** How far the last share was above what its word means, on the logit scale. */
  private static double surprise(Situation situation, Optional<PoolWeek> last) {
    return situation.word() == ChanceWord.NOT_APPLICABLE
        ? 0
        : last.map(
                week ->
                    Logit.of(week.share(), LEAST_LAST)
                        - Logit.of(WORDS[week.situation().word().code()], 0))
            .orElse(0.0);
  }

  /**
   * Learns from a week.
   *
   * @param weeks of all pools, from one publication to the next
   * @param last the week before of each pool, as it was known when {@code weeks} began
   */
  void learn(List<PoolWeek> weeks, Map<PoolKey, PoolWeek> last) {
    var all = new ArrayList<Seen>();
    for (Seen one : seen) {
      if (one.weight * DECAY >= LEAST_WEIGHT) {
        all.add(new Seen(one.week, one.surprise, one.weight * DECAY));
      }
    }
    for (PoolWeek week : weeks) {
      double surprise = surprise(week.situation(), Optional.ofNullable(last.get(week.pool())));
      all.add(new Seen(week, surprise, 1));
    }
    seen = all;
    fit();
  }

  private void fit() {
    Map<PoolKey, Integer> columns = new LinkedHashMap<>();
    seen.forEach(one -> columns.putIfAbsent(one.week.pool(), SHARED + columns.size()));
    int size = SHARED + columns.size();
    double[] start = Arrays.copyOf(shared, size);
    columns.forEach((pool, column) -> start[column] = peculiar.getOrDefault(pool, 0.0));
    double[] fitted =
        ShrunkenLogistic.fit(
            seen.stream()
                .map(one -> row(one, columns.getOrDefault(one.week.pool(), SHARED)))
                .toList(),
            new ShrunkenLogistic.Priors(means(size), deviations(size), SHARED),
            start);
    shared = Arrays.copyOf(fitted, SHARED);
    Map<PoolKey, Double> pools = new HashMap<>();
    columns.forEach((pool, column) -> pools.put(pool, fitted[column]));
    peculiar = pools;
  }

  private static ShrunkenLogistic.Row row(Seen one, int column) {
    return new ShrunkenLogistic.Row(
        new int[] {one.week.situation().word().code(), LAST, column},
        new double[] {1, one.surprise, 1},
        one.week.share(),
        one.weight);
  }

  /** The number of pool-weeks that count. */
  int seen() {
    return seen.size();
  }
}
