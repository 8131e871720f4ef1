package org.iecpools.stats.web.page;

import java.util.List;

/**
 * The model of the page about the method of forecasts. The measured numbers are those of
 * docs/forecast.md.
 *
 * @param frame what surrounds it
 */
public record MethodPage(Frame frame) {

  /**
   * Scores of the methods; lower is better.
   *
   * @param key the end of the key of its name
   * @param poolWeeks number of forecasts
   * @param digits after the decimal point
   */
  public record Scores(
      String key,
      int poolWeeks,
      int digits,
      double ours,
      double ircc,
      double lastWeek,
      double climatology) {}

  /** The scores on the 15 publications of 20 February to 5 June 2026, measured on 2026-11-30. */
  static final List<Scores> MEASURED =
      List.of(
          new Scores("brier", 522, 4, 0.0127, 0.0233, 0.0340, 0.0447),
          new Scores("log", 522, 3, 0.171, 0.230, 0.251, 0.281),
          new Scores("brierEvery", 824, 4, 0.0151, 0.0245, 0.0517, 0.0607),
          new Scores("brierByCandidates", 522, 4, 0.0016, 0.0108, 0.0155, 0.0176),
          new Scores("brierSeason", 824, 4, 0.0132, 0.0491, 0.0283, 0.0426),
          new Scores("logSeason", 824, 3, 0.134, 0.222, 0.217, 0.255));

  /** The texts of the page's language. */
  public Texts texts() {
    return frame.texts();
  }

  /** The measured scores. */
  public List<Scores> scores() {
    return MEASURED;
  }

  /** A score as the language writes it. */
  public String score(Scores scores, double value) {
    return texts().decimal(value, scores.digits());
  }

  /** The paragraphs for candidates, as ends of keys. */
  public List<String> forCandidates() {
    return List.of("what", "learned", "three", "interval", "season", "early", "two", "not");
  }

  /** The terms of the model, as ends of keys. */
  public List<String> terms() {
    return List.of("word", "pool", "last", "fit", "interval", "season");
  }

  /** What the scores do not show, as ends of keys. */
  public List<String> limits() {
    return List.of("fitted", "one", "small", "share", "coverage", "change");
  }
}
