package org.iecpools.forecast;

import java.util.List;
import java.util.Locale;

/** Draws a calibration as SVG: mean forecast to the right, mean result upwards, a dot per tenth. */
public final class CalibrationPicture {

  private static final int SIZE = 400;
  private static final int MARGIN = 60;
  private static final double LARGEST_DOT = 24;
  private static final double SMALLEST_DOT = 4;

  private CalibrationPicture() {}

  /** The picture, a complete SVG document without scripts and references. */
  public static String svg(List<CalibrationBin> bins) {
    var svg = new StringBuilder();
    int side = SIZE + 2 * MARGIN;
    svg.append(
        ("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\""
                + " font-family=\"sans-serif\" font-size=\"13\">%n")
            .formatted(side, side));
    svg.append("<title>Calibration of the chance in the next round</title>\n");
    svg.append("<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
    for (int tick = 0; tick <= 10; tick += 2) {
      tick(svg, tick);
    }
    line(svg, 0, 0, 1, 1, "#767676", "6 4");
    int most = bins.stream().mapToInt(CalibrationBin::poolWeeks).max().orElse(1);
    bins.forEach(bin -> dot(svg, bin, most));
    text(
        svg,
        SIZE / 2 + MARGIN,
        side - 16,
        "middle",
        "mean forecast; the dots' areas grow with pool-weeks");
    text(svg, MARGIN, 28, "start", "mean share of the candidates who were invited");
    return svg.append("</svg>\n").toString();
  }

  private static void tick(StringBuilder svg, int tick) {
    double at = tick / 10.0;
    line(svg, at, 0, at, 1, "#ddd", "none");
    line(svg, 0, at, 1, at, "#ddd", "none");
    text(svg, x(at), MARGIN + SIZE + 20, "middle", tick * 10 + " %");
    text(svg, MARGIN - 8, y(at) + 4, "end", tick * 10 + " %");
  }

  private static void dot(StringBuilder svg, CalibrationBin bin, int most) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\" fill=\"#26678a\" fill-opacity=\"0.8\">"
                + "<title>%d pool-weeks: forecast %.1f %%, result %.1f %%</title></circle>%n",
            x(bin.forecast()),
            y(bin.realised()),
            Math.max(SMALLEST_DOT, LARGEST_DOT * Math.sqrt(bin.poolWeeks() / (double) most)),
            bin.poolWeeks(),
            100 * bin.forecast(),
            100 * bin.realised()));
  }

  private static void line(
      StringBuilder svg, double x1, double y1, double x2, double y2, String colour, String dashes) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<path d=\"M%.1f %.1fL%.1f %.1f\" stroke=\"%s\" stroke-dasharray=\"%s\"/>%n",
            x(x1),
            y(y1),
            x(x2),
            y(y2),
            colour,
            dashes));
  }

  private static void text(StringBuilder svg, double x, double y, String anchor, String text) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n",
            x,
            y,
            anchor,
            text));
  }

  private static double x(double value) {
    return MARGIN + SIZE * value;
  }

  private static double y(double value) {
    return MARGIN + SIZE * (1 - value);
  }
}
