package org.iecpools.stats.web.page.chart;

import java.time.LocalDate;
import java.util.Map;

/**
 * A small line without axes, for a table's cell. Its vertical axis begins at 0. A value between two
 * missing weeks is not shown, except the last.
 *
 * <p>Style classes: {@code sparkline} (the root), {@code line}, {@code last} (the dot at the last
 * value).
 *
 * @param caption title and description
 * @param weeks the weeks from left to right; values outside of them are not drawn
 * @param series the values
 */
public record Sparkline(Caption caption, WeekAxis weeks, Series series) {

  private static final double WIDTH = 100;
  private static final double HEIGHT = 24;
  private static final double DOT = 2;

  /** Leaves out what the axis does not show. */
  public Sparkline {
    series = series.within(weeks);
  }

  /** Renders the line. */
  public String svg() {
    Plot plot =
        new Plot(weeks, Math.max(series.largest(), 1e-9), DOT, DOT, WIDTH - DOT, HEIGHT - DOT);
    Svg svg = caption.begin("sparkline", WIDTH, HEIGHT);
    svg.open("path").set("class", "line").set("d", plot.line(series)).asLine().close();
    Map.Entry<LocalDate, Double> last = series.values().lastEntry();
    if (last != null) {
      svg.dot("last", plot.x(last.getKey()), plot.y(last.getValue()), DOT);
    }
    return svg.end();
  }
}
