package org.iecpools.forecast;

import java.util.List;
import java.util.Optional;

/**
 * The score of forecasts on published weeks.
 *
 * @param publications number of publications that were used
 * @param nextRound of pool-weeks in which all methods can be compared: the pool's share of the week
 *     before is known, and neither of the two weeks is longer than 8 days
 * @param everyPoolWeek of all pool-weeks, also the first ones and longer ones
 * @param season until the last publication of the season, of all pool-weeks
 * @param calibration of the comparable pool-weeks
 * @param coverage empty if there are no comparable pool-weeks
 * @param notes what was left out or is suspicious, in sentences
 */
public record BacktestResult(
    int publications,
    Score nextRound,
    Score everyPoolWeek,
    Score season,
    List<CalibrationBin> calibration,
    Optional<Coverage> coverage,
    List<String> notes) {

  /** Takes copies. */
  public BacktestResult {
    calibration = List.copyOf(calibration);
    notes = List.copyOf(notes);
  }
}
