package org.iecpools.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.iecpools.bench.harness.ContenderProcess;
import org.iecpools.bench.harness.Figures;
import org.iecpools.bench.harness.Machine;
import org.iecpools.bench.harness.Spread;

/**
 * The results of {@code iec bench stats}.
 *
 * @param season the events that were read
 * @param runs the runs of each contender, in the order of the rounds
 * @param differences of the contenders' numbers from the expected ones, one sentence each
 * @param scales measurements with several instances
 * @param reads empty if not measured
 * @param freshness empty if not measured
 */
record Report(
    Workload season,
    Map<Contender, List<Run>> runs,
    List<String> differences,
    List<ScaleResult> scales,
    Optional<ReadResult> reads,
    Optional<FreshnessResult> freshness,
    Machine machine) {

  /** How throughput is defined. */
  static final String DEFINITION =
      "The time starts when the warm-up's share of the events is processed. It ends when all events"
          + " are processed and, for contenders that compute numbers, the final numbers can be read."
          + " Processed means committed, as reported by the broker; raw and decode commit nothing"
          + " and measure themselves. CPU is that of the contender's process only.";

  /**
   * The input of all contenders.
   *
   * @param events number of records on the topics
   * @param warmUp number of records read before a contender's time starts
   * @param kinds number of events by type
   */
  record Workload(
      int season, long seed, int candidates, long events, long warmUp, Map<String, Long> kinds) {}

  /** Whether every contender's numbers equal the expected ones. */
  boolean equal() {
    return differences.isEmpty();
  }

  /** The service's median divided by the contender's; empty if one of them was not measured. */
  OptionalDouble ratio(Contender contender) {
    List<Run> service = runs.getOrDefault(Contender.SERVICE, List.of());
    List<Run> other = runs.getOrDefault(contender, List.of());
    return service.isEmpty() || other.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(
            Spread.of(service.stream().mapToDouble(Run::eventsPerSecond)).median()
                / Spread.of(other.stream().mapToDouble(Run::eventsPerSecond)).median());
  }

  /**
   * The maximum resident memory over all runs, in megabytes; empty if the system does not report
   * it.
   */
  private static OptionalDouble peakMb(List<Run> runs) {
    return runs.stream()
        .flatMapToLong(run -> run.peakMemory().stream())
        .mapToDouble(bytes -> bytes / 1048576.0)
        .max();
  }

  /** The report as text. */
  String table() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%-8s %12s %25s %6s %10s %9s %8s %9s"
            .formatted(
                "",
                "events/s",
                "(min .. max)",
                "rounds",
                "us CPU/ev",
                "peak MB",
                "threads",
                "service"));
    runs.forEach(
        (contender, each) -> {
          if (!each.isEmpty()) {
            Spread rate = Spread.of(each.stream().mapToDouble(Run::eventsPerSecond));
            lines.add(
                "%-8s %,12.0f %25s %6d %10.2f %9s %8d %9s"
                    .formatted(
                        contender.text(),
                        rate.median(),
                        "(%,.0f .. %,.0f)".formatted(rate.min(), rate.max()),
                        each.size(),
                        Spread.of(each.stream().mapToDouble(Run::cpuMicrosPerEvent)).median(),
                        peakMb(each).isPresent()
                            ? "%,.0f".formatted(peakMb(each).getAsDouble())
                            : "?",
                        contender.threads(),
                        contender == Contender.SERVICE || ratio(contender).isEmpty()
                            ? ""
                            : "x %.2f".formatted(ratio(contender).getAsDouble())));
          }
        });
    if (!scales.isEmpty()) {
      lines.add("");
      scales.forEach(scale -> lines.add(sentence(scale)));
    }
    reads.ifPresent(r -> lines.add(System.lineSeparator() + sentence(r)));
    freshness.ifPresent(f -> lines.add(System.lineSeparator() + sentence(f)));
    lines.add("");
    lines.add(
        equal()
            ? "All computed numbers equal the expected ones in every pool."
            : "%d numbers DIFFER from the expected ones:".formatted(differences.size()));
    differences.stream().limit(50).forEach(d -> lines.add("  " + d));
    return String.join(System.lineSeparator(), lines);
  }

  private static String sentence(ScaleResult scale) {
    return "%d instances: %,.0f events/s; recovery of every partition after the kill of one instance: %.1f s (median), %.1f s (max), %d kills."
        .formatted(
            scale.instances(),
            scale.eventsPerSecond(),
            scale.median(),
            scale.max(),
            scale.takeoverSeconds().size());
  }

  private static String sentence(ReadResult reads) {
    return "The dashboard, %,d bytes: %,.0f requests/s; a constant of this size from the same server: %,.0f requests/s; x %.2f."
        .formatted(
            reads.bytes(),
            ReadResult.median(reads.dashboard()),
            ReadResult.median(reads.constant()),
            reads.ratio());
  }

  private static String sentence(FreshnessResult freshness) {
    String seen =
        freshness.complete()
            ? "%d probes".formatted(freshness.millis().size())
            : "%d of %d probes; the others timed out"
                .formatted(freshness.millis().size(), freshness.planned());
    String times =
        freshness.millis().isEmpty()
            ? "the service did not keep up"
            : "%.0f ms (median), %.0f ms (p99), %.0f ms (max)"
                .formatted(freshness.median(), freshness.p99(), freshness.max());
    return "From the acknowledgement of an entry to the dashboard, under %,.0f events/s: %s; %s."
        .formatted(freshness.load(), times, seen);
  }

  /** The report as JSON. */
  String json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("benchmark", "stats");
    json.put("equal", equal());
    json.put("differences", differences);
    Map<String, Object> ratios = new LinkedHashMap<>();
    for (Contender contender :
        List.of(Contender.DECODE, Contender.DSL, Contender.FLINK, Contender.RAW)) {
      ratio(contender).ifPresent(ratio -> ratios.put(contender.text(), Figures.rounded(ratio, 3)));
    }
    json.put("ratios", ratios);
    Map<String, Object> contenders = new LinkedHashMap<>();
    runs.forEach(
        (contender, each) -> {
          if (!each.isEmpty()) {
            contenders.put(contender.text(), json(contender, each));
          }
        });
    json.put("contenders", contenders);
    if (!scales.isEmpty()) {
      json.put("scale", scales.stream().map(Report::json).toList());
    }
    reads.ifPresent(r -> json.put("reads", json(r)));
    freshness.ifPresent(f -> json.put("fresh", json(f)));
    json.put("workload", json(season));
    json.put("definition", DEFINITION);
    json.put("heap_mb", ContenderProcess.HEAP_MB);
    json.put("machine", machine.json());
    return Figures.json(json);
  }

  private static Map<String, Object> json(Contender contender, List<Run> runs) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("what", contender.description());
    json.put("threads", contender.threads());
    json.put("events_per_s", Spread.of(runs.stream().mapToDouble(Run::eventsPerSecond)).json(0));
    json.put(
        "cpu_us_per_event", Spread.of(runs.stream().mapToDouble(Run::cpuMicrosPerEvent)).json(3));
    peakMb(runs).ifPresent(mb -> json.put("peak_memory_mb", Figures.rounded(mb, 0)));
    json.put(
        "rounds_events_per_s",
        runs.stream().map(run -> Figures.rounded(run.eventsPerSecond(), 0)).toList());
    return json;
  }

  private static Map<String, Object> json(ScaleResult scale) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("instances", scale.instances());
    json.put("events_per_s", Figures.rounded(scale.eventsPerSecond(), 0));
    json.put("takeover_s", Figures.rounded(scale.takeoverSeconds(), 2));
    return json;
  }

  private static Map<String, Object> json(ReadResult reads) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("ratio", Figures.rounded(reads.ratio(), 3));
    json.put("dashboard_per_s", Figures.rounded(reads.dashboard(), 0));
    json.put("constant_per_s", Figures.rounded(reads.constant(), 0));
    json.put("bytes", reads.bytes());
    return json;
  }

  private static Map<String, Object> json(FreshnessResult freshness) {
    Map<String, Object> json = new LinkedHashMap<>();
    if (!freshness.millis().isEmpty()) {
      json.put("median_ms", Figures.rounded(freshness.median(), 1));
      json.put("p99_ms", Figures.rounded(freshness.p99(), 1));
      json.put("max_ms", Figures.rounded(freshness.max(), 1));
    }
    json.put("probes", freshness.millis().size());
    json.put("complete", freshness.complete());
    json.put("load", Figures.rounded(freshness.load(), 0));
    return json;
  }

  private static Map<String, Object> json(Workload workload) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("events", workload.events());
    json.put("warm_up_events", workload.warmUp());
    json.put("season", workload.season());
    json.put("seed", workload.seed());
    json.put("candidates", workload.candidates());
    json.put("by_type", workload.kinds());
    return json;
  }
}
