package org.iecpools.bench.season;

/**
 * One pool's numbers, in the dashboard's sense; each 0 or more.
 *
 * @param candidatesInPool who can be drawn in the next round
 * @param invitationsIssued by rounds, highest revisions
 * @param declines that put their candidate back into the pool
 * @param openInvitations that may still become an LOI
 * @param loisIssued in force
 */
public record PoolNumbers(
    long candidatesInPool,
    long invitationsIssued,
    long declines,
    long openInvitations,
    long loisIssued) {

  /** A pool in which nothing has happened. */
  public static final PoolNumbers NONE = new PoolNumbers(0, 0, 0, 0, 0);
}
