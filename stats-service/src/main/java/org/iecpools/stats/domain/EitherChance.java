package org.iecpools.stats.domain;

/**
 * The chance that one candidate who is in two pools of a country is invited from either of them, in
 * the next decision.
 *
 * <p>A decision draws the pools one after the other ({@link org.iecpools.domain.DrawingOrder}), and
 * a candidate drawn from the first is not in the second draw (rules R3.5 to R3.7). So the chance is
 * p1 + (1 - p1) p2, where p2 also depends on how many other candidates of the second pool have been
 * drawn from the first. That number follows from the overlap, the number of candidates in both
 * pools. It is not known to the statistics, whose sums do not show who is in several pools.
 *
 * <p>Hence {@link #of} is exact for a known overlap, and {@link #lowest} and {@link #highest} are
 * its values for the smallest and the largest possible overlap. No narrower bounds exist without
 * more knowledge. What this assumes:
 *
 * <ul>
 *   <li>The numbers of candidates are those who can be drawn. If they include others, the lowest
 *       chance is still a lower bound, but the actual one may be above the highest.
 *   <li>The size of the second round stays as it is when candidates leave, except that it invites
 *       no more than are left. This is how {@link org.iecpools.domain.RoundSize} works.
 *   <li>No other pool of the country takes candidates out of these two before they are drawn. If
 *       one does, the chance of those who stay is higher.
 * </ul>
 *
 * @param fromFirst that the candidate is invited from the pool that is drawn first, 0 to 1
 * @param fromSecond that the candidate is not drawn from the first and is invited from the second
 */
public record EitherChance(double fromFirst, double fromSecond) {

  /**
   * The chance for a known overlap; exact.
   *
   * @param first the draw of the pool that is drawn first
   * @param second the draw of the other pool, with its candidates before the first draw
   * @param inBoth candidates in both pools, including this one: at least 1, and at most the
   *     candidates of the smaller pool
   * @throws IllegalArgumentException if the overlap is impossible
   */
  public static EitherChance of(PoolDraw first, PoolDraw second, int inBoth) {
    if (inBoth < 1 || inBoth > largestOverlap(first, second)) {
      throw new IllegalArgumentException(
          "%d candidates cannot be in both pools of %s and %s".formatted(inBoth, first, second));
    }
    double p = first.chance();
    if (first.invited() == first.candidates()) {
      return new EitherChance(p, 0);
    }
    // The candidate is not drawn from the first pool. Of those drawn there instead, so many are the
    // other candidates of both pools.
    Hypergeometric taken = new Hypergeometric(first.candidates() - 1, inBoth - 1, first.invited());
    double q =
        taken.mean(
            others -> new PoolDraw(second.candidates() - (int) others, second.size()).chance());
    return new EitherChance(p, (1 - p) * q);
  }

  /**
   * The lowest chance: nobody else is in both pools, so the second pool loses nobody. This is also
   * the approximation that ignores the first draw's effect on the size of the second pool.
   */
  public static EitherChance lowest(PoolDraw first, PoolDraw second) {
    return of(first, second, 1);
  }

  /** The highest chance: the whole smaller pool is in both. */
  public static EitherChance highest(PoolDraw first, PoolDraw second) {
    return of(first, second, largestOverlap(first, second));
  }

  private static int largestOverlap(PoolDraw first, PoolDraw second) {
    return Math.min(first.candidates(), second.candidates());
  }

  /** That the candidate is invited. */
  public double either() {
    return fromFirst + fromSecond;
  }

  /** That the candidate is not invited. */
  public double neither() {
    return 1 - either();
  }
}
