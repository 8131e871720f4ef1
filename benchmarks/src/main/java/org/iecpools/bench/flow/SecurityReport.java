package org.iecpools.bench.flow;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.iecpools.bench.harness.Figures;
import org.iecpools.bench.harness.Spread;

/**
 * The results of {@code iec bench security}.
 *
 * @param profiles number of profiles in the measured burst of each stack
 * @param kind of the stacks that are compared with the open ones
 * @param open the open stacks, one report per round
 * @param others the stacks of the kind, one report per round
 */
record SecurityReport(
    int profiles, StackKind kind, List<FlowReport> open, List<FlowReport> others) {

  private enum Figure {
    VISIBLE("profiles/s", "profiles_per_s", 0, it -> steady(it).visiblePerSecond()),
    SETTLED("settled/s", "settled_per_s", 0, it -> steady(it).settledPerSecond()),
    CPU("ms CPU per profile", "cpu_ms_per_profile", 3, it -> steady(it).cpuMillis()),
    MEDIAN("ms to the dashboard, idle", "idle_median_ms", 1, it -> latency(it, 0).median()),
    P99("ms to the dashboard, idle, p99", "idle_p99_ms", 1, it -> latency(it, 0).p99()),
    LOADED(
        "ms to the dashboard, half rate", "half_rate_median_ms", 1, it -> latency(it, 1).median()),
    LOADED_P99(
        "ms to the dashboard, half rate, p99", "half_rate_p99_ms", 1, it -> latency(it, 1).p99());

    private final String text;
    private final String key;
    private final int decimals;
    private final ToDoubleFunction<FlowReport> value;

    Figure(String text, String key, int decimals, ToDoubleFunction<FlowReport> value) {
      this.text = text;
      this.key = key;
      this.decimals = decimals;
      this.value = value;
    }

    private Spread of(List<FlowReport> reports) {
      return Spread.of(reports.stream().mapToDouble(value));
    }

    private static Burst steady(FlowReport report) {
      return report.turns().getOrDefault(FlowContender.SERVICE, List.of()).getFirst().steady();
    }

    private static Latency latency(FlowReport report, int index) {
      return report.latencies().get(index);
    }
  }

  private double ratio(Figure figure) {
    return figure.of(others).median() / figure.of(open).median();
  }

  /** The report as text. */
  String table() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%-36s %10s %22s %10s %22s %9s".formatted("", "open", "", kind.text(), "", kind.text()));
    for (Figure figure : Figure.values()) {
      lines.add(
          "%-36s %s %s %9s"
              .formatted(
                  figure.text,
                  text(figure, open),
                  text(figure, others),
                  "x %.2f".formatted(ratio(figure))));
    }
    lines.add("");
    lines.add("Every profile was decided exactly once, and the dashboards show all of them.");
    return String.join(System.lineSeparator(), lines);
  }

  private static String text(Figure figure, List<FlowReport> reports) {
    Spread spread = figure.of(reports);
    String number = "%,." + figure.decimals + "f";
    return "%10s %22s"
        .formatted(
            number.formatted(spread.median()),
            "(" + number.formatted(spread.min()) + " .. " + number.formatted(spread.max()) + ")");
  }

  /** The report as JSON. */
  String json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("benchmark", "security");
    Map<String, Object> ratios = new LinkedHashMap<>();
    for (Figure figure : Figure.values()) {
      ratios.put(figure.key, Figures.rounded(ratio(figure), 3));
    }
    json.put("ratios", ratios);
    json.put("open", figures(open));
    json.put(kind.text(), figures(others));
    json.put("workload", Map.of("profiles", profiles, "rounds", open.size()));
    json.put("definition", kind.definition());
    json.put("machine", open.getFirst().machine().json());
    return Figures.json(json);
  }

  private static Map<String, Object> figures(List<FlowReport> reports) {
    Map<String, Object> json = new LinkedHashMap<>();
    for (Figure figure : Figure.values()) {
      json.put(figure.key, figure.of(reports).json(figure.decimals));
    }
    return json;
  }
}
