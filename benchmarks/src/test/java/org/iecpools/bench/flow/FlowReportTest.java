package org.iecpools.bench.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.iecpools.bench.harness.Machine;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class FlowReportTest {

  private static final long SECOND = 1_000_000_000L;
  private static final Machine MACHINE = new Machine(2, "a processor", 24_000, "Linux", "25", 0.1);

  /** A burst of 1,000: a fifth is processed after one second, the rest at a rate. */
  private static Burst burst(double perSecond, boolean hasDashboard) {
    Timeline decided = new Timeline();
    decided.add(SECOND, 200);
    decided.add((long) (SECOND * (1 + 800 / perSecond)), 1_000);
    Timeline visible = new Timeline();
    visible.add(2 * SECOND, 200);
    visible.add((long) (SECOND * (2 + 1_600 / perSecond)), 1_000);
    return new Burst(
        1_000,
        0,
        decided,
        hasDashboard ? Optional.of(visible) : Optional.empty(),
        20 * SECOND,
        Map.of("broker", SECOND / 2, "a-process", SECOND));
  }

  private static Turn turn(double perSecond, boolean hasDashboard) {
    return new Turn(burst(perSecond / 2, hasDashboard), burst(perSecond, hasDashboard));
  }

  private static FlowReport report() {
    return report(1, List.of());
  }

  private static FlowReport report(int instances, List<Integer> processors) {
    Map<FlowContender, List<Turn>> turns = new EnumMap<>(FlowContender.class);
    turns.put(FlowContender.SERVICE, List.of(turn(400, true), turn(200, true), turn(800, true)));
    turns.put(FlowContender.LIMIT_3, List.of(turn(800, false)));
    return new FlowReport(
        new FlowBenchmark.Options(
            1,
            1_000,
            3,
            EnumSet.of(FlowContender.SERVICE, FlowContender.LIMIT_3),
            true,
            20,
            instances,
            !processors.isEmpty(),
            StackKind.OPEN),
        processors,
        100,
        turns,
        List.of(new Latency(List.of(30.0, 10.0, 20.0), 0), new Latency(List.of(40.0), 123.4)),
        Optional.of(new RoundTimes(100, 20, 50, 80, 90)),
        MACHINE);
  }

  private static JsonNode json() {
    return JsonMapper.shared().readTree(report().json());
  }

  @Test
  void ratesStartAfterTheWarmUp() {
    JsonNode service = json().at("/contenders/service");

    assertThat(service.at("/decided_per_s/median").asDouble()).isCloseTo(400, within(1.0));
    assertThat(service.at("/profiles_per_s/median").asDouble()).isCloseTo(200, within(1.0));
    assertThat(service.at("/profiles_per_s/max").asDouble()).isCloseTo(400, within(1.0));
    assertThat(service.at("/settled_per_s/median").asLong()).isEqualTo(50);
  }

  @Test
  void ratiosCompareVisibleProfilesWithTheOthersResults() {
    JsonNode ratios = json().get("ratios");

    assertThat(ratios.get("limit_3").asDouble()).isCloseTo(0.25, within(0.001));
    assertThat(ratios.has("postgres")).isFalse();
  }

  @Test
  void processorTimeIsPerProfileAndProcess() {
    assertThat(json().get("cpu_ms_per_profile").asDouble()).isEqualTo(1.5);
    assertThat(json().at("/contenders/service/cpu_ms_by_process/broker").asDouble()).isEqualTo(0.5);
  }

  @Test
  void latencyAndRoundAreReported() {
    assertThat(json().at("/latency/idle/median_ms").asDouble()).isEqualTo(20);
    assertThat(json().at("/latency/idle/p99_ms").asDouble()).isEqualTo(30);
    assertThat(json().at("/latency/half_rate/load_per_s").asLong()).isEqualTo(123);
    assertThat(json().at("/round/visible_ms").asLong()).isEqualTo(90);
    assertThat(report().table())
        .contains("20 ms (median), 30 ms (p99)", "20 invitations of 100 candidates");
  }

  @Test
  void instancesAndTheirProcessorsAreReported() {
    JsonNode workload =
        JsonMapper.shared().readTree(report(2, List.of(0, 3)).json()).get("workload");

    assertThat(workload.get("instances").asInt()).isEqualTo(2);
    assertThat(workload.get("pinned_to_processors"))
        .extracting(JsonNode::asInt)
        .containsExactly(0, 3);
    assertThat(report(2, List.of(0, 3)).table())
        .contains("2 instances of each service, pinned to processors 0 and 3.");
    assertThat(report(2, List.of()).table()).contains("2 instances of each service, not pinned.");
    assertThat(report().table()).doesNotContain("instance");
  }

  @Test
  void aSingleCommitCountsFromTheFirstAcknowledgement() {
    Timeline decided = new Timeline();
    decided.add(2 * SECOND, 1_000);

    assertThat(decided.rateAfter(0, 1_000, 0.2)).isEqualTo(500);
  }
}
