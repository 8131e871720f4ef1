package org.iecpools.stats.domain;

/**
 * The chances that two candidates are invited together, in their next rounds. The four outcomes
 * exclude each other, so their chances add up to 1.
 *
 * @param both that both are invited, 0 to 1
 * @param onlyFirst that the first is invited and the second is not
 * @param onlySecond that the second is invited and the first is not
 * @param neither that none of the two is invited
 */
public record JointChance(double both, double onlyFirst, double onlySecond, double neither) {

  /**
   * Of two candidates in one pool. Exact: one of k(k-1), k(n-k) and (n-k)(n-k-1) of n(n-1) ordered
   * pairs (hypergeometric distribution).
   *
   * <p>Both are invited less often than if each had a draw of their own, because each invitation
   * leaves one fewer for the other.
   *
   * @param draw the next draw of the pool, with at least 2 candidates
   */
  public static JointChance inOnePool(PoolDraw draw) {
    if (draw.candidates() < 2) {
      throw new IllegalArgumentException("two candidates need a pool of at least 2");
    }
    // A product of two ints cannot overflow a long.
    long in = draw.invited();
    long out = draw.candidates() - in;
    double pairs = (double) (draw.candidates() * (draw.candidates() - 1L));
    double one = in * out / pairs;
    return new JointChance(in * (in - 1) / pairs, one, one, out * (out - 1) / pairs);
  }

  /**
   * Of two candidates in pools that are drawn independently. Exact for pools of two countries,
   * because every round has a seed of its own.
   *
   * <p>Of two pools of one country this is an approximation: the pools are drawn in one decision,
   * and candidates of both pools who are drawn from the earlier one are not in the later one. See
   * {@link EitherChance} for the size of that effect.
   */
  public static JointChance inSeparateDraws(PoolDraw first, PoolDraw second) {
    double p = first.chance();
    double q = second.chance();
    return new JointChance(p * q, p * (1 - q), (1 - p) * q, (1 - p) * (1 - q));
  }

  /** That exactly one of the two is invited. */
  public double exactlyOne() {
    return onlyFirst + onlySecond;
  }
}
