package org.iecpools.bench.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.iecpools.bench.harness.Machine;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SecurityReportTest {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  /** A stack that takes this long for 1,000 profiles and shows a single one after this time. */
  private static FlowReport report(StackKind kind, long seconds, double millis) {
    Timeline visible = new Timeline();
    visible.add(0, 0);
    visible.add(seconds * SECOND, 1_000);
    Burst burst =
        new Burst(
            1_000,
            0,
            visible,
            Optional.of(visible),
            seconds * SECOND,
            Map.of("broker", seconds * SECOND));
    return new FlowReport(
        new FlowBenchmark.Options(
            1, 1_000, 1, EnumSet.of(FlowContender.SERVICE), true, 0, 1, false, kind),
        List.of(),
        100,
        Map.of(FlowContender.SERVICE, List.of(new Turn(burst, burst))),
        List.of(new Latency(List.of(millis), 0), new Latency(List.of(2 * millis), 50)),
        Optional.empty(),
        Machine.here());
  }

  private static final SecurityReport REPORT =
      new SecurityReport(
          1_000,
          StackKind.SECURED,
          List.of(open(10, 100), open(20, 400), open(5, 50)),
          List.of(secured(20, 120), secured(40, 240), secured(10, 60)));

  private static FlowReport open(long seconds, double millis) {
    return report(StackKind.OPEN, seconds, millis);
  }

  private static FlowReport secured(long seconds, double millis) {
    return report(StackKind.SECURED, seconds, millis);
  }

  @Test
  void ratiosDivideTheMediansOfTheSecuredStacks() {
    JsonNode ratios = JsonMapper.shared().readTree(REPORT.json()).get("ratios");

    assertThat(ratios.get("settled_per_s").asDouble()).isCloseTo(0.5, within(0.001));
    assertThat(ratios.get("cpu_ms_per_profile").asDouble()).isCloseTo(2, within(0.001));
    assertThat(ratios.get("idle_median_ms").asDouble()).isCloseTo(1.2, within(0.001));
    assertThat(ratios.get("half_rate_p99_ms").asDouble()).isCloseTo(1.2, within(0.001));
  }

  @Test
  void eachFigureHasItsSpread() {
    JsonNode open = JsonMapper.shared().readTree(REPORT.json()).get("open");

    assertThat(open.at("/settled_per_s/min").asInt()).isEqualTo(50);
    assertThat(open.at("/settled_per_s/median").asInt()).isEqualTo(100);
    assertThat(open.at("/settled_per_s/max").asInt()).isEqualTo(200);
    assertThat(REPORT.table()).contains("x 0.50", "(50 .. 200)");
  }

  @Test
  void theOtherStacksHaveTheNameOfTheirKind() {
    SecurityReport traced =
        new SecurityReport(1_000, StackKind.TRACED, List.of(open(10, 1)), List.of(open(11, 1)));

    JsonNode json = JsonMapper.shared().readTree(traced.json());

    assertThat(json.at("/traced/settled_per_s/median").isNumber()).isTrue();
    assertThat(json.get("definition").asString()).startsWith("Traced: ");
    assertThat(traced.table()).contains("traced").doesNotContain("secured");
  }
}
