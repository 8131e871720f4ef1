package org.iecpools.stats.web.page.chart;

import java.text.Normalizer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.iecpools.stats.domain.Rating;

/**
 * A badge for other pages, such as "Ireland Working Holiday | 1 in 9", as a document of its own. It
 * has presentation attributes and no style classes, because no style sheet reaches an image.
 *
 * @param label the left part, such as a pool's name
 * @param value the right part, such as a chance in words
 * @param rating determines the colour behind the value
 */
public record Badge(String label, String value, Rating rating) {

  private static final double HEIGHT = 20;
  private static final double BASELINE = 14;
  private static final double PADDING = 6;
  private static final double FONT_SIZE = 11;

  /**
   * Widths of characters in Verdana as shares of the font size, grouped. Browsers fit the text to
   * the width that is computed from them ({@code textLength}), so other fonts fit, too.
   */
  private static final Map<String, Double> WIDTHS = new LinkedHashMap<>();

  static {
    WIDTHS.put("ijl'|", 0.29);
    WIDTHS.put(" ft.,;:!()[]/-Ir", 0.39);
    WIDTHS.put("csz\"_J", 0.51);
    WIDTHS.put("mwMW%@", 0.95);
    WIDTHS.put("ABCDEFGHKLNOPQRSTUVXYZ&+=<>~#", 0.71);
  }

  private static final double USUAL_WIDTH = 0.62;
  private static final double IDEOGRAPH_WIDTH = 1;

  /** Renders the badge. */
  public String svg() {
    double labelText = width(label);
    double valueText = width(value);
    double divide = labelText + 2 * PADDING;
    double whole = divide + valueText + 2 * PADDING;
    String name = label + ": " + value;
    Svg svg =
        new Svg(whole, HEIGHT)
            .set("width", whole)
            .set("height", HEIGHT)
            .set("role", "img")
            .set("aria-label", name)
            .textElement("title", name);
    background(svg, 0, divide, "#444");
    background(svg, divide, whole, colour(rating));
    svg.open("g")
        .set("fill", "#fff")
        .set("font-family", "Verdana,DejaVu Sans,sans-serif")
        .set("font-size", FONT_SIZE);
    text(svg, PADDING, labelText, label);
    text(svg, divide + PADDING, valueText, value);
    return svg.end();
  }

  private static void background(Svg svg, double from, double to, String colour) {
    svg.open("path")
        .set("fill", colour)
        .set(
            "d",
            "M%s 0H%sV%sH%sZ"
                .formatted(Svg.number(from), Svg.number(to), Svg.number(HEIGHT), Svg.number(from)))
        .close();
  }

  private static void text(Svg svg, double x, double length, String text) {
    svg.open("text").set("x", x).set("y", BASELINE).set("textLength", length).text(text).close();
  }

  /** White text on any of these has a contrast of at least 4.5, as WCAG 2.2 requires (AA). */
  public static String colour(Rating rating) {
    return switch (rating) {
      case EXCELLENT -> "#156c40";
      case VERY_GOOD -> "#3a6b12";
      case FAIR -> "#7a5600";
      case LOW -> "#96430b";
      case VERY_LOW -> "#9c1f1f";
      case NOT_APPLICABLE -> "#5c5852";
    };
  }

  /** Estimates the width of a text in whole units, at least 1. */
  private static double width(String text) {
    double ems =
        Normalizer.normalize(text, Normalizer.Form.NFD)
            .codePoints()
            .filter(c -> Character.getType(c) != Character.NON_SPACING_MARK)
            .mapToDouble(Badge::width)
            .sum();
    return Math.max(1, Math.ceil(ems * FONT_SIZE));
  }

  private static double width(int character) {
    if (Character.isIdeographic(character)) {
      return IDEOGRAPH_WIDTH;
    }
    return WIDTHS.entrySet().stream()
        .filter(group -> group.getKey().indexOf(character) >= 0)
        .mapToDouble(Map.Entry::getValue)
        .findFirst()
        .orElse(USUAL_WIDTH);
  }
}
