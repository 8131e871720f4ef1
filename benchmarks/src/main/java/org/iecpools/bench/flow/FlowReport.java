package org.iecpools.bench.flow;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.iecpools.bench.harness.ContenderProcess;
import org.iecpools.bench.harness.Figures;
import org.iecpools.bench.harness.Machine;
import org.iecpools.bench.harness.Spread;

/**
 * The results of {@code iec bench flow}. Everything sent is accounted for; otherwise there is no
 * report.
 *
 * @param processors the processor that each instance of the services is pinned to; empty if they
 *     are not pinned
 * @param commitIntervalMs commit interval of the services and the loops, in milliseconds
 * @param turns the turns of each contender, in the order of the rounds
 * @param latencies on the idle stack and under load; none if not measured
 * @param round empty if not measured
 */
record FlowReport(
    FlowBenchmark.Options options,
    List<Integer> processors,
    long commitIntervalMs,
    Map<FlowContender, List<Turn>> turns,
    List<Latency> latencies,
    Optional<RoundTimes> round,
    Machine machine) {

  /** How the figures are defined. */
  static final String DEFINITION =
      "A contender's turn has two bursts of profiles: a cold one after the start of its processes,"
          + " and a steady one of twice the size. Steady rates start when 20 % of the second burst"
          + " are processed and end when all are; the cold rate starts with the first"
          + " acknowledgement. Decided: the result is committed. Visible: the dashboard counts the"
          + " candidate. Settled: all processes have committed all inputs. Contenders without a"
          + " dashboard end with their last committed result. CPU is that of the broker and of all"
          + " processes of the contender, from the first profile of the steady burst until settled,"
          + " per profile.";

  /**
   * The service's median rate of visible profiles divided by the contender's rate; empty if one of
   * them was not measured.
   */
  OptionalDouble ratio(FlowContender contender) {
    List<Turn> service = turns.getOrDefault(FlowContender.SERVICE, List.of());
    List<Turn> other = turns.getOrDefault(contender, List.of());
    return service.isEmpty() || other.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(rate(service).median() / rate(other).median());
  }

  private static Spread rate(List<Turn> turns) {
    return spread(turns, turn -> turn.steady().visiblePerSecond());
  }

  private static Spread spread(List<Turn> turns, ToDoubleFunction<Turn> figure) {
    return Spread.of(turns.stream().mapToDouble(figure));
  }

  private static Set<String> processes(List<Turn> turns) {
    return turns.getFirst().steady().cpuNanos().keySet();
  }

  /** The report as text. */
  String table() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%-9s %10s %20s %10s %10s %10s %10s %8s"
            .formatted(
                "",
                "profiles/s",
                "(min .. max)",
                "decided/s",
                "settled/s",
                "cold/s",
                "ms CPU",
                "service"));
    turns.forEach(
        (contender, each) ->
            lines.add(
                "%-9s %,10.0f %20s %,10.0f %,10.0f %,10.0f %10.3f %8s"
                    .formatted(
                        contender.text(),
                        rate(each).median(),
                        "(%,.0f .. %,.0f)".formatted(rate(each).min(), rate(each).max()),
                        spread(each, turn -> turn.steady().decidedPerSecond()).median(),
                        spread(each, turn -> turn.steady().settledPerSecond()).median(),
                        spread(each, turn -> turn.cold().overallPerSecond()).median(),
                        spread(each, turn -> turn.steady().cpuMillis()).median(),
                        contender == FlowContender.SERVICE || ratio(contender).isEmpty()
                            ? ""
                            : "x %.2f".formatted(ratio(contender).getAsDouble()))));
    lines.add("");
    lines.add("CPU per profile, in milliseconds:");
    turns.forEach(
        (contender, each) -> {
          List<String> parts = new ArrayList<>();
          for (String process : processes(each)) {
            parts.add(
                "%s %.3f"
                    .formatted(
                        process, spread(each, turn -> turn.steady().cpuMillis(process)).median()));
          }
          lines.add("  %-9s %s".formatted(contender.text(), String.join(", ", parts)));
        });
    if (turns.containsKey(FlowContender.SERVICE) && !sentence().isEmpty()) {
      lines.add("");
      lines.add(sentence());
    }
    if (!latencies.isEmpty()) {
      lines.add("");
      latencies.forEach(latency -> lines.add(sentence(latency)));
    }
    round.ifPresent(r -> lines.add(System.lineSeparator() + sentence(r)));
    lines.add("");
    lines.add(
        "Every profile was decided exactly once%s."
            .formatted(
                turns.containsKey(FlowContender.SERVICE)
                    ? ", and the dashboard shows all of them"
                    : ""));
    return String.join(System.lineSeparator(), lines);
  }

  /** How many instances ran where; empty for one that is not pinned. */
  private String sentence() {
    if (options.instances() == 1 && processors.isEmpty()) {
      return "";
    }
    return "%d %s of each service, %s. CPU is that of all instances."
        .formatted(
            options.instances(),
            options.instances() == 1 ? "instance" : "instances",
            processors.isEmpty()
                ? "not pinned"
                : "pinned to %s %s"
                    .formatted(
                        processors.size() == 1 ? "processor" : "processors",
                        processors.stream()
                            .map(String::valueOf)
                            .collect(Collectors.joining(" and "))));
  }

  private static String sentence(Latency latency) {
    return "From the acknowledgement of a profile to the dashboard, %s: %.0f ms (median), %.0f ms (p99), %.0f ms (max); %d profiles."
        .formatted(
            latency.load() == 0 ? "idle stack" : "under %,.0f profiles/s".formatted(latency.load()),
            latency.median(),
            latency.p99(),
            latency.max(),
            latency.millis().size());
  }

  private static String sentence(RoundTimes round) {
    return "A round of %,d invitations of %,d candidates: answered after %.2f s, the last invitation committed after %.2f s and on the dashboard after %.2f s."
        .formatted(
            round.invitations(),
            round.candidates(),
            round.answeredMs() / 1e3,
            round.issuedMs() / 1e3,
            round.visibleMs() / 1e3);
  }

  /** The report as JSON. */
  String json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("benchmark", "flow");
    Map<String, Object> ratios = new LinkedHashMap<>();
    for (FlowContender contender :
        List.of(FlowContender.LIMIT, FlowContender.LIMIT_3, FlowContender.POSTGRES)) {
      ratio(contender).ifPresent(ratio -> ratios.put(key(contender), Figures.rounded(ratio, 3)));
    }
    json.put("ratios", ratios);
    List<Turn> service = turns.getOrDefault(FlowContender.SERVICE, List.of());
    if (!service.isEmpty()) {
      json.put("profiles_per_s", Figures.rounded(rate(service).median(), 0));
      json.put(
          "cpu_ms_per_profile",
          Figures.rounded(spread(service, turn -> turn.steady().cpuMillis()).median(), 3));
    }
    Map<String, Object> contenders = new LinkedHashMap<>();
    turns.forEach((contender, each) -> contenders.put(key(contender), json(contender, each)));
    json.put("contenders", contenders);
    if (!latencies.isEmpty()) {
      Map<String, Object> latency = new LinkedHashMap<>();
      latencies.forEach(one -> latency.put(one.load() == 0 ? "idle" : "half_rate", json(one)));
      json.put("latency", latency);
    }
    round.ifPresent(r -> json.put("round", json(r)));
    Map<String, Object> workload = new LinkedHashMap<>();
    workload.put("profiles", options.profiles());
    workload.put("cold_profiles", options.profiles() / 2);
    workload.put("rounds", options.rounds());
    workload.put("seed", options.seed());
    workload.put("instances", options.instances());
    workload.put("pinned_to_processors", processors);
    workload.put("commit_interval_ms", commitIntervalMs);
    json.put("workload", workload);
    json.put("definition", DEFINITION);
    json.put("heap_mb", ContenderProcess.HEAP_MB);
    json.put("machine", machine.json());
    return Figures.json(json);
  }

  /** The contender's name as a key that programs can use without quoting. */
  private static String key(FlowContender contender) {
    return contender.text().replace('-', '_');
  }

  private static Map<String, Object> json(FlowContender contender, List<Turn> turns) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("what", contender.description());
    json.put("profiles_per_s", rate(turns).json(0));
    json.put("decided_per_s", spread(turns, turn -> turn.steady().decidedPerSecond()).json(0));
    json.put("settled_per_s", spread(turns, turn -> turn.steady().settledPerSecond()).json(0));
    json.put("cold_per_s", spread(turns, turn -> turn.cold().overallPerSecond()).json(0));
    json.put("cpu_ms_per_profile", spread(turns, turn -> turn.steady().cpuMillis()).json(3));
    Map<String, Object> processes = new LinkedHashMap<>();
    for (String process : processes(turns)) {
      processes.put(
          process,
          Figures.rounded(spread(turns, turn -> turn.steady().cpuMillis(process)).median(), 3));
    }
    json.put("cpu_ms_by_process", processes);
    return json;
  }

  private static Map<String, Object> json(Latency latency) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("median_ms", Figures.rounded(latency.median(), 1));
    json.put("p99_ms", Figures.rounded(latency.p99(), 1));
    json.put("max_ms", Figures.rounded(latency.max(), 1));
    json.put("probes", latency.millis().size());
    json.put("load_per_s", Figures.rounded(latency.load(), 0));
    return json;
  }

  private static Map<String, Object> json(RoundTimes round) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("candidates", round.candidates());
    json.put("invitations", round.invitations());
    json.put("answered_ms", Figures.rounded(round.answeredMs(), 0));
    json.put("issued_ms", Figures.rounded(round.issuedMs(), 0));
    json.put("visible_ms", Figures.rounded(round.visibleMs(), 0));
    return json;
  }
}
