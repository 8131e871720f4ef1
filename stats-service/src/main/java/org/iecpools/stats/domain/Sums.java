package org.iecpools.stats.domain;

/**
 * Sums of distinct facts of one pool, over any span of time, and what follows from them. They add
 * up in any order. The raw results may be below 0 while echoes are on their way, and for histories
 * of which only a part was seen; what is shown never is.
 *
 * @param entered stays begun by PoolEntered
 * @param left stays ended by PoolLeft
 * @param leavesVoided leaves that a round had forestalled
 * @param invited invitations by rounds, highest revisions
 * @param declined declines
 * @param declinesRejected declines that came too late
 * @param closedUnused invitations that ended without decline or LOI
 * @param lois LOIs ever issued
 * @param loisRejected LOIs of invitations that had ended otherwise; they are LOIs all the same
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

  /** Nothing happened. */
  public static final Sums ZERO = new Sums(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  /**
   * Sums by their counts' ordinals.
   *
   * @param n one for each {@link Count}
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

  /** One of them. */
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

  /** Both together. */
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

  /** These without those. */
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
