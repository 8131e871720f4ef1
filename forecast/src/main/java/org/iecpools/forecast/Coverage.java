package org.iecpools.forecast;

/**
 * How often 80 % intervals contained what happened, 0 to 1.
 *
 * <p>Many results are exactly 1, so they are at the bound of an interval. Where it says
 * <em>closed</em>, they are inside, and a forecast that is right covers more than 80 %. Otherwise
 * such a result counts with the part of the forecast distribution that is inside, and a forecast
 * that is right covers 80 %.
 *
 * @param nextRound of the comparable pool-weeks
 * @param nextRoundClosed of the same, closed
 * @param everyPoolWeek of all pool-weeks
 * @param everyPoolWeekClosed of the same, closed
 * @param seasonClosed of all pool-weeks until the season's end, closed
 */
public record Coverage(
    double nextRound,
    double nextRoundClosed,
    double everyPoolWeek,
    double everyPoolWeekClosed,
    double seasonClosed) {}
