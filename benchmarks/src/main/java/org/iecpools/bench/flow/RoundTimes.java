package org.iecpools.bench.flow;

/**
 * A round, from the order.
 *
 * @param candidates number of candidates in the pool
 * @param invitations number of invitations issued
 * @param answeredMs until the answer to the order, which contains the round, in milliseconds
 * @param issuedMs until the last invitation was committed
 * @param visibleMs until the dashboard showed the last invitation
 */
record RoundTimes(
    int candidates, int invitations, double answeredMs, double issuedMs, double visibleMs) {}
