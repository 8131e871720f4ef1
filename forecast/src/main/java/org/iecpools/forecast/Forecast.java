package org.iecpools.forecast;

import java.time.LocalDate;
import org.iecpools.feed.PoolKey;

/**
 * The chance of a candidate who is in a pool on the day of a publication.
 *
 * @param asOf day of the publication
 * @param nextRound chance of an invitation until the next publication, 0 to 1
 * @param nextRoundInterval its 80 % interval
 * @param season chance of an invitation until the season's end, for someone who stays in the pool
 * @param seasonInterval its 80 % interval
 */
public record Forecast(
    PoolKey pool,
    LocalDate asOf,
    double nextRound,
    Interval nextRoundInterval,
    double season,
    Interval seasonInterval) {}
