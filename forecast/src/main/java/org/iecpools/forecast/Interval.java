package org.iecpools.forecast;

/**
 * An interval that is meant to contain the realised chance in 80 of 100 cases.
 *
 * @param low 0 to 1
 * @param high from {@code low} to 1
 */
public record Interval(double low, double high) {

  /** The level of all intervals. */
  public static final double LEVEL = 0.8;

  private static final double ROUNDING = 1e-9;

  /** Checks the bounds. */
  public Interval {
    if (!(low >= 0 && low <= high && high <= 1)) {
      throw new IllegalArgumentException("an interval from %s to %s".formatted(low, high));
    }
  }

  /** The same interval, extended to a value outside of it. */
  Interval with(double value) {
    return new Interval(Math.min(low, value), Math.max(high, value));
  }

  /** Whether a value is inside, bounds included. */
  public boolean contains(double value) {
    return value >= low - ROUNDING && value <= high + ROUNDING;
  }
}
