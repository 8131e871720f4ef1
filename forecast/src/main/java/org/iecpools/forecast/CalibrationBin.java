package org.iecpools.forecast;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The forecasts in a tenth of the scale, and what happened.
 *
 * @param from lower bound of the forecasts, included
 * @param to upper bound, included in the last bin only
 * @param poolWeeks number of forecasts, at least 1
 * @param forecast their mean
 * @param realised mean of what happened
 */
public record CalibrationBin(
    double from, double to, int poolWeeks, double forecast, double realised) {

  private static final int BINS = 10;

  /** The bins that have forecasts, ascending. */
  static List<CalibrationBin> of(List<Score.Scored> scored) {
    return IntStream.range(0, BINS)
        .mapToObj(bin -> of(bin, scored.stream().filter(s -> bin(s) == bin).toList()))
        .filter(bin -> bin.poolWeeks > 0)
        .toList();
  }

  private static int bin(Score.Scored scored) {
    return Math.min(BINS - 1, (int) (scored.forecast(Method.OURS) * BINS));
  }

  private static CalibrationBin of(int bin, List<Score.Scored> scored) {
    return new CalibrationBin(
        bin / (double) BINS,
        (bin + 1) / (double) BINS,
        scored.size(),
        scored.stream().mapToDouble(s -> s.forecast(Method.OURS)).average().orElse(0),
        scored.stream().mapToDouble(Score.Scored::realised).average().orElse(0));
  }
}
