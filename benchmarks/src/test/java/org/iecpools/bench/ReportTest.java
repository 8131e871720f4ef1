package org.iecpools.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.iecpools.bench.Report.Workload;
import org.iecpools.bench.harness.Machine;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReportTest {

  private static final Machine MACHINE = new Machine(2, "a processor", 24_000, "Linux", "25", 0.1);

  private static Run run(long eventsPerSecond, long megabytes) {
    return new Run(
        2 * eventsPerSecond, 2_000_000_000L, 6_000_000_000L, OptionalLong.of(megabytes << 20));
  }

  private static Report report(
      Map<Contender, List<Run>> runs, List<String> differences, FreshnessResult freshness) {
    return new Report(
        new Workload(2021, 1, 10, 100, 20, Map.of("PoolEntered", 100L)),
        new TreeMap<>(runs),
        differences,
        List.of(new ScaleResult(2, 345_678, List.of(9.0, 7.0, 8.0))),
        Optional.of(new ReadResult(List.of(80.0, 60.0, 70.0), List.of(100.0), 20_000)),
        Optional.ofNullable(freshness),
        MACHINE);
  }

  private static Report twoContenders() {
    return report(
        Map.of(
            Contender.SERVICE, List.of(run(300, 500), run(100, 700), run(200, 600)),
            Contender.DSL, List.of(run(20, 900), run(30, 800))),
        List.of(),
        new FreshnessResult(List.of(30.0, 10.0, 20.0, 40.0), 4, 19_990));
  }

  @Test
  void containsMedianMinimumAndMaximum() {
    JsonNode json = JsonMapper.shared().readTree(twoContenders().json());

    JsonNode rate = json.at("/contenders/service/events_per_s");
    assertThat(rate.get("median").asLong()).isEqualTo(200);
    assertThat(rate.get("min").asLong()).isEqualTo(100);
    assertThat(rate.get("max").asLong()).isEqualTo(300);
    assertThat(json.at("/contenders/dsl/events_per_s/median").asLong()).isEqualTo(25);
    assertThat(json.at("/contenders/service/peak_memory_mb").asLong()).isEqualTo(700);
  }

  @Test
  void ratiosAreTheServicesRateDividedByTheOthers() {
    JsonNode ratios = JsonMapper.shared().readTree(twoContenders().json()).get("ratios");

    assertThat(ratios.get("dsl").asDouble()).isEqualTo(8);
    assertThat(ratios.has("flink")).isFalse();
  }

  @Test
  void quantilesOfFreshnessAreMeasuredTimes() {
    JsonNode freshness = JsonMapper.shared().readTree(twoContenders().json()).get("fresh");

    assertThat(freshness.get("median_ms").asDouble()).isEqualTo(20);
    assertThat(freshness.get("p99_ms").asDouble()).isEqualTo(40);
    assertThat(freshness.get("max_ms").asDouble()).isEqualTo(40);
    assertThat(freshness.get("load").asLong()).isEqualTo(19_990);
    assertThat(freshness.get("complete").asBoolean()).isTrue();
  }

  @Test
  void takeoversAreListedAndSummarized() {
    JsonNode scale = JsonMapper.shared().readTree(twoContenders().json()).at("/scale/0");

    assertThat(scale.get("instances").asInt()).isEqualTo(2);
    assertThat(scale.get("takeover_s").toString()).isEqualTo("[7.0,8.0,9.0]");
    assertThat(twoContenders().table()).contains("2 instances: 345,678 events/s", "8.0 s (median)");
  }

  @Test
  void theReadRatioIsTheDashboardsRateDividedByTheConstants() {
    JsonNode reads = JsonMapper.shared().readTree(twoContenders().json()).get("reads");

    assertThat(reads.get("ratio").asDouble()).isEqualTo(0.7);
    assertThat(twoContenders().table()).contains("70 requests/s", "x 0.70");
  }

  @Test
  void probesThatTimedOutAreReported() {
    Report report = report(Map.of(), List.of(), new FreshnessResult(List.of(10.0), 200, 20_000));

    assertThat(JsonMapper.shared().readTree(report.json()).at("/fresh/complete").asBoolean())
        .isFalse();
    assertThat(report.table()).contains("1 of 200 probes; the others timed out");
  }

  @Test
  void aServiceThatFellBehindHasNoFreshnessQuantiles() {
    Report report = report(Map.of(), List.of(), new FreshnessResult(List.of(), 200, 20_000));

    assertThat(JsonMapper.shared().readTree(report.json()).get("fresh").has("median_ms")).isFalse();
    assertThat(report.table()).contains("0 of 200 probes").doesNotContain("NaN");
  }

  @Test
  void differencesAreListed() {
    Report report =
        report(Map.of(), List.of("dsl, 2021/IE/WORKING_HOLIDAY: LOIs is 1, should be 2"), null);

    assertThat(report.equal()).isFalse();
    assertThat(report.table())
        .contains("1 numbers DIFFER")
        .contains("dsl, 2021/IE/WORKING_HOLIDAY: LOIs is 1, should be 2");
    JsonNode json = JsonMapper.shared().readTree(report.json());
    assertThat(json.get("equal").asBoolean()).isFalse();
    assertThat(json.get("differences")).hasSize(1);
    assertThat(json.has("fresh")).isFalse();
  }

  @Test
  void theTableHasARowForEachMeasuredContender() {
    assertThat(twoContenders().table())
        .containsPattern("service +200 +\\(100 \\.\\. 300\\) +3 ")
        .containsPattern("dsl +25 .* 2 .* x 8\\.00")
        .doesNotContain("flink");
  }
}
