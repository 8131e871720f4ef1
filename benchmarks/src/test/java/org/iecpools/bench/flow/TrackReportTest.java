package org.iecpools.bench.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.iecpools.bench.harness.Machine;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TrackReportTest {

  private static TrackReport report(List<Double> with, List<Double> without) {
    return new TrackReport(
        Machine.here(), 52, 6.25, 201, 7.5, reads(with), reads(without), 80_000, 70_000);
  }

  /** Turns with the same rate and these processor times. */
  private static List<TrackReport.Reads> reads(List<Double> cpuMicros) {
    return cpuMicros.stream().map(micros -> new TrackReport.Reads(1_500, micros)).toList();
  }

  @Test
  void theRatioDividesTheMediansOfProcessorTime() {
    TrackReport report = report(List.of(90.0, 50.0, 80.0), List.of(100.0, 400.0, 90.0));

    JsonNode json = JsonMapper.shared().readTree(report.json());
    assertThat(json.get("ratio").asDouble()).isCloseTo(0.8, within(0.001));
    assertThat(report.table()).contains("0.80", "1,500", "80,000", "70,000");
  }

  @Test
  void whatTrackingTookIsStated() {
    TrackReport report = report(List.of(), List.of());

    JsonNode json = JsonMapper.shared().readTree(report.json());
    assertThat(json.get("weeks").asInt()).isEqualTo(52);
    assertThat(json.get("pools").asInt()).isEqualTo(93);
    assertThat(json.get("seconds").asDouble()).isEqualTo(6.25);
    assertThat(json.get("memoryMb").asInt()).isEqualTo(201);
    assertThat(json.get("visibleSeconds").asDouble()).isEqualTo(7.5);
    assertThat(report.table()).contains("52 publications of 93 pools", "201 MB");
  }

  @Test
  void withoutReadsThereIsNoRatio() {
    TrackReport report = report(List.of(), List.of());

    assertThat(JsonMapper.shared().readTree(report.json()).has("ratio")).isFalse();
    assertThat(report.table()).doesNotContain("ratio");
  }
}
