package org.iecpools.bench.season;

/**
 * One pool's numbers as defined for the dashboard, each 0 or more.
 *
 * @param candidatesInPool candidates for the next round
 * @param invitationsIssued by rounds, highest revisions
 * @param declines declines that returned the candidate to the pool
 * @param openInvitations invitations that may still lead to an LOI
 * @param loisIssued LOIs in force
 */
public record PoolTotals(
    long candidatesInPool,
    long invitationsIssued,
    long declines,
    long openInvitations,
    long loisIssued) {

  /** The numbers of a pool without events. */
  public static final PoolTotals NONE = new PoolTotals(0, 0, 0, 0, 0);
}
