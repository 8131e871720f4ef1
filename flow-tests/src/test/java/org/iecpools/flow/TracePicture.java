package org.iecpools.flow;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.iecpools.flow.OtlpReceiver.Received;

/** Draws a trace: a row for each span, indented below its parent, with a bar for its time. */
final class TracePicture {

  private static final int ROW = 22;
  private static final int TOP = 58;
  private static final int INDENT = 14;
  private static final int BARS = 500;
  private static final int WIDTH = 960;
  private static final int BAR_WIDTH = 390;

  private static final Map<String, String> COLOURS =
      Map.of(
          "profile-service", "#1d4e89",
          "pool-service", "#b3541e",
          "invitation-service", "#2f6b3a",
          "stats-service", "#7a3b8f");

  private record Row(Received span, int depth) {}

  private TracePicture() {}

  /**
   * An SVG of a trace.
   *
   * @param spans all spans of one trace, with a single first one
   */
  static String of(List<Received> spans) {
    List<Row> rows = rows(spans);
    long begin = spans.stream().mapToLong(Received::begin).min().orElseThrow();
    long end = spans.stream().mapToLong(Received::end).max().orElseThrow();
    int height = TOP + rows.size() * ROW + 16;
    StringBuilder svg =
        new StringBuilder(
            """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="system-ui, sans-serif" font-size="12" role="img" aria-label="One trace from a posted profile to the dashboard: each span below its parent, with its service and its time">
              <rect width="%d" height="%d" fill="#fcfcfa"/>
            """
                .formatted(WIDTH, height, WIDTH, height));
    int x = 16;
    for (String service :
        List.of("profile-service", "pool-service", "invitation-service", "stats-service")) {
      svg.append(
          "  <rect x=\"%d\" y=\"12\" width=\"12\" height=\"12\" fill=\"%s\"/><text x=\"%d\" y=\"22\" fill=\"#223\">%s</text>%n"
              .formatted(x, COLOURS.get(service), x + 18, service));
      x += 150;
    }
    axis(svg, end - begin, height);
    for (int i = 0; i < rows.size(); i++) {
      row(svg, rows.get(i), i, begin, end);
    }
    return svg.append("</svg>\n").toString();
  }

  private static List<Row> rows(List<Received> spans) {
    Map<String, List<Received>> children =
        spans.stream()
            .sorted(Comparator.comparingLong(Received::begin))
            .collect(Collectors.groupingBy(Received::parent, HashMap::new, Collectors.toList()));
    List<Row> rows = new ArrayList<>();
    add(children, "", 0, rows);
    return rows;
  }

  private static void add(
      Map<String, List<Received>> children, String parent, int depth, List<Row> rows) {
    for (Received span : children.getOrDefault(parent, List.of())) {
      rows.add(new Row(span, depth));
      add(children, span.id(), depth + 1, rows);
    }
  }

  private static void axis(StringBuilder svg, long nanos, int height) {
    for (int i = 0; i <= 4; i++) {
      int x = BARS + i * BAR_WIDTH / 4;
      svg.append(
          "  <path d=\"M%d 48V%d\" stroke=\"#d8d8d0\"/><text x=\"%d\" y=\"42\" fill=\"#667\" font-size=\"10\" text-anchor=\"middle\">%s</text>%n"
              .formatted(x, height - 12, x, millis(nanos * i / 4)));
    }
  }

  private static void row(StringBuilder svg, Row row, int number, long begin, long end) {
    Received span = row.span();
    int y = TOP + number * ROW;
    double scale = (double) BAR_WIDTH / (end - begin);
    double x = BARS + (span.begin() - begin) * scale;
    double width = Math.max(2, (span.end() - span.begin()) * scale);
    String colour = COLOURS.get(span.service());
    String type = span.type().map(it -> " <tspan fill=\"#667\">" + it + "</tspan>").orElse("");
    svg.append(
        "  <rect x=\"%d\" y=\"%d\" width=\"4\" height=\"14\" fill=\"%s\"/><text x=\"%d\" y=\"%d\" fill=\"#223\">%s%s</text>%n"
            .formatted(
                16 + row.depth() * INDENT,
                y,
                colour,
                26 + row.depth() * INDENT,
                y + 11,
                span.name(),
                type));
    svg.append(
        String.format(
            Locale.ROOT,
            "  <rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"12\" rx=\"2\" fill=\"%s\"/><text x=\"%.1f\" y=\"%d\" fill=\"#445\" font-size=\"10\">%s</text>%n",
            x,
            y + 1,
            width,
            colour,
            x + width + 4,
            y + 11,
            millis(span.end() - span.begin())));
  }

  private static String millis(long nanos) {
    return String.format(Locale.ROOT, "%.1f ms", nanos / 1e6);
  }
}
