package org.iecpools.stats.web.page.chart;

/**
 * A horizontal bar that divides a quota into letters issued, spots kept for open invitations, and
 * free spots. If letters and invitations exceed the quota, the bar is as long as they are, and a
 * line shows where the quota ends.
 *
 * <p>Style classes: {@code quota-bar} (the root), {@code free} (the background), {@code letters},
 * {@code kept}, {@code limit} (the line).
 *
 * @param caption title and description, which contains the numbers
 * @param quota permits of the season, 0 or more
 * @param letters LOIs in force, 0 or more
 * @param kept open invitations, each of which keeps a spot, 0 or more
 */
public record QuotaBar(Caption caption, long quota, long letters, long kept) {

  private static final double WIDTH = 200;
  private static final double HEIGHT = 12;

  /** Rejects negative numbers. */
  public QuotaBar {
    if (quota < 0 || letters < 0 || kept < 0) {
      throw new IllegalArgumentException(
          "quota %d, letters %d and kept %d are not all 0 or more".formatted(quota, letters, kept));
    }
  }

  /** Renders the bar. */
  public String svg() {
    double used = (double) letters + kept;
    double whole = Math.max(1, Math.max(quota, used));
    double afterLetters = WIDTH * (letters / whole);
    double afterKept = WIDTH * (used / whole);
    Svg svg = caption.begin("quota-bar", WIDTH, HEIGHT);
    part(svg, "free", 0, WIDTH);
    part(svg, "letters", 0, afterLetters);
    part(svg, "kept", afterLetters, afterKept);
    if (used > quota) {
      double x = WIDTH * (quota / whole);
      svg.open("line").set("class", "limit").line(x, 0, x, HEIGHT).close();
    }
    return svg.end();
  }

  private static void part(Svg svg, String styleClass, double from, double to) {
    if (to > from) {
      String left = Svg.number(from);
      svg.open("path")
          .set("class", styleClass)
          .set("d", "M%s 0H%sV%sH%sZ".formatted(left, Svg.number(to), Svg.number(HEIGHT), left))
          .close();
    }
  }
}
