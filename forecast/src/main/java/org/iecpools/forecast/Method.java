package org.iecpools.forecast;

/** A way to forecast, of which {@link #OURS} is compared with the others. */
public enum Method {
  /** {@link Forecaster}. */
  OURS("ours"),
  /** IRCC's word, at the middle of its band; 0.5 without a word. */
  IRCC("ircc"),
  /** The last share of the pool; without one as {@link #CLIMATOLOGY}. */
  LAST_WEEK("lastWeek"),
  /**
   * The mean share of the pool so far in the season; without one that of all pools; without any
   * 0.5.
   */
  CLIMATOLOGY("climatology");

  private final String key;

  Method(String key) {
    this.key = key;
  }

  /** The key in JSON. */
  public String key() {
    return key;
  }
}
