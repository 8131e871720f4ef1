package org.iecpools.stats.domain;

/**
 * Sums of distinct facts of one pool over any period, and the figures derived from them. Addition
 * is commutative. Raw figures may be negative while a void or a rejection is still to come, and for
 * incomplete histories; displayed figures are never negative.
 *
 * @param entered stays begun (PoolEntered)
 * @param left stays ended (PoolLeft)
 * @param leavesVoided leaves that do not count because a round had already drawn the candidate
 * @param invited invitations issued by rounds, by the highest revision of each
 * @param declined declines
 * @param declinesRejected declines that were rejected because they came too late
 * @param closedUnused invitations that ended without decline or LOI
 * @param lois LOIs issued, including cancelled ones
 * @param loisRejected LOIs for invitations that had already ended otherwise; included in {@code
 *     lois}
 * @param loisCancelled LOIs cancelled
 */
public record Sums(
    long entered,
    long left,
    long leavesVoided,
    long invited,
    long declined,
    long declinesRejected,
    long closedUnused,
    long lois,
    long loisRejected,
    long loisCancelled) {

  /** All sums are 0. */
  public static final Sums ZERO = new Sums(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  /**
   * Creates sums from an array.
   *
   * @param n one sum for each {@link Count}, by ordinal
   */
  static Sums of(long[] n) {
    return new Sums(
        n[Count.ENTERED.ordinal()],
        n[Count.LEFT.ordinal()],
        n[Count.LEAVES_VOIDED.ordinal()],
        n[Count.INVITED.ordinal()],
        n[Count.DECLINED.ordinal()],
        n[Count.DECLINES_REJECTED.ordinal()],
        n[Count.CLOSED_UNUSED.ordinal()],
        n[Count.LOIS.ordinal()],
        n[Count.LOIS_REJECTED.ordinal()],
        n[Count.LOIS_CANCELLED.ordinal()]);
  }

  /** The sum of one count. */
  public long of(Count count) {
    return switch (count) {
      case ENTERED -> entered;
      case LEFT -> left;
      case LEAVES_VOIDED -> leavesVoided;
      case INVITED -> invited;
      case DECLINED -> declined;
      case DECLINES_REJECTED -> declinesRejected;
      case CLOSED_UNUSED -> closedUnused;
      case LOIS -> lois;
      case LOIS_REJECTED -> loisRejected;
      case LOIS_CANCELLED -> loisCancelled;
    };
  }

  /** Adds sums. */
  public Sums plus(Sums o) {
    return new Sums(
        entered + o.entered,
        left + o.left,
        leavesVoided + o.leavesVoided,
        invited + o.invited,
        declined + o.declined,
        declinesRejected + o.declinesRejected,
        closedUnused + o.closedUnused,
        lois + o.lois,
        loisRejected + o.loisRejected,
        loisCancelled + o.loisCancelled);
  }

  /** Subtracts sums. */
  public Sums minus(Sums o) {
    return new Sums(
        entered - o.entered,
        left - o.left,
        leavesVoided - o.leavesVoided,
        invited - o.invited,
        declined - o.declined,
        declinesRejected - o.declinesRejected,
        closedUnused - o.closedUnused,
        lois - o.lois,
        loisRejected - o.loisRejected,
        loisCancelled - o.loisCancelled);
  }

  /** Declines that put a candidate back into the pool. */
  public long declinesCounting() {
    return declined - declinesRejected;
  }

  /** Leaves that took a candidate out of the pool. */
  public long leavesCounting() {
    return left - leavesVoided;
  }

  /** Candidates in the pool, raw. */
  public long inPool() {
    return entered - leavesCounting() - invited + declinesCounting();
  }

  /** Invitations that have not ended, raw. */
  public long open() {
    return invited - declinesCounting() - closedUnused - (lois - loisRejected);
  }

  /** LOIs in force, raw: the spots used. */
  public long loisInForce() {
    return lois - loisCancelled;
  }
}
