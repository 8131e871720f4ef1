package org.iecpools.stats.domain;

import java.util.function.LongToDoubleFunction;

/**
 * The distribution of the number of marked candidates among those drawn from a pool without
 * replacement.
 *
 * @param candidates candidates in the pool, 0 or more
 * @param marked those of them who are counted if drawn, 0 to {@code candidates}
 * @param drawn candidates drawn, 0 to {@code candidates}
 */
record Hypergeometric(long candidates, long marked, long drawn) {

  /** Weights below this share of the largest one do not change the sum of doubles. */
  private static final double NEGLIGIBLE = 1e-25;

  /**
   * The mean of a function of the number of marked candidates drawn, with a relative error below
   * 1e-12.
   *
   * <p>It adds up from the most likely number outwards, because the probabilities themselves are
   * too small for a double in a large pool. About 20 standard deviations have a weight that counts,
   * some 30,000 numbers for a pool of 10 million.
   *
   * @param value function with values from 0 to 1
   */
  double mean(LongToDoubleFunction value) {
    long mode = (long) ((drawn + 1.0) * (marked + 1.0) / (candidates + 2.0));
    long most = Math.min(marked, drawn);
    long least = Math.max(0, drawn + marked - candidates);
    long start = Math.clamp(mode, least, most);
    double weights = 1;
    double sum = value.applyAsDouble(start);
    double weight = 1;
    for (long n = start; n < most && weight > NEGLIGIBLE; n++) {
      weight *= step(n);
      weights += weight;
      sum += weight * value.applyAsDouble(n + 1);
    }
    weight = 1;
    for (long n = start; n > least && weight > NEGLIGIBLE; n--) {
      weight /= step(n - 1);
      weights += weight;
      sum += weight * value.applyAsDouble(n - 1);
    }
    return sum / weights;
  }

  /** The probability of n + 1 divided by that of n. */
  private double step(long n) {
    return (double) (marked - n)
        * (drawn - n)
        / ((n + 1.0) * (candidates - marked - drawn + n + 1.0));
  }
}
