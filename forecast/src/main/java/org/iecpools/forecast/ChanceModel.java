package org.iecpools.forecast;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
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

  /** Shares of 0 and 1 have no logit; last shares count as at least this. */
  private static final double LEAST_LAST = 0.03;

  private static final int LAST = WORDS.length;
  private static final int FIRST_POOL = LAST + 1;

  private final Map<PoolKey, Integer> pools = new HashMap<>();
  private final List<ShrunkenLogistic.Row> rows = new ArrayList<>();
  private double[] coefficients = means(FIRST_POOL);

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
    double sum =
        coefficients[situation.word().code()] + coefficients[LAST] * surprise(situation, last);
    Integer pool = pools.get(situation.pool());
    return Logit.chance(pool == null ? sum : sum + coefficients[FIRST_POOL + pool]);
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
    rows.replaceAll(
        row ->
            new ShrunkenLogistic.Row(
                row.columns(), row.values(), row.share(), row.weight() * DECAY));
    for (PoolWeek week : weeks) {
      int pool = pools.computeIfAbsent(week.pool(), _ -> pools.size());
      rows.add(
          new ShrunkenLogistic.Row(
              new int[] {week.situation().word().code(), LAST, FIRST_POOL + pool},
              new double[] {
                1, surprise(week.situation(), Optional.ofNullable(last.get(week.pool()))), 1
              },
              week.share(),
              1));
    }
    int size = FIRST_POOL + pools.size();
    coefficients =
        ShrunkenLogistic.fit(
            rows,
            new ShrunkenLogistic.Priors(means(size), deviations(size)),
            Arrays.copyOf(coefficients, size));
  }

  /** The number of pool-weeks that were seen. */
  int seen() {
    return rows.size();
  }
}
