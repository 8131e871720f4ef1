package org.iecpools.stats.web.page.chart;

import java.time.LocalDate;

/**
 * A day of a chart on which something changed; drawn as a vertical line.
 *
 * @param day the day, in a week of the chart; others are not drawn
 * @param kind what changed
 * @param text what changed, in a few words: the tooltip, and part of the description
 */
public record Mark(LocalDate day, Kind kind, String text) {

  /** What changed. */
  public enum Kind {
    /** The quota was announced or changed. */
    QUOTA("mark-quota"),
    /** Published numbers were revised. */
    RESTATEMENT("mark-restatement");

    private final String styleClass;

    Kind(String styleClass) {
      this.styleClass = styleClass;
    }

    /** The class of its line in charts and legends. */
    public String styleClass() {
      return styleClass;
    }
  }
}
