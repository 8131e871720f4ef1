package org.iecpools.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DrawCommandTest {

  @Test
  void measuresEachRequestedPoolSize() {
    BenchRun run = BenchRun.of("draw", "--sizes", "1000,2000", "--rounds", "2", "--json");

    assertThat(run.status()).isZero();
    JsonNode report = JsonMapper.shared().readTree(run.out());
    assertThat(report.path("pools")).hasSize(2);
    assertThat(report.at("/pools/1/candidates").asInt()).isEqualTo(2000);
    assertThat(report.at("/pools/1/bareMs").asDouble()).isPositive();
    for (String kind : List.of("draw", "sealed")) {
      JsonNode figures = report.at("/pools/1").path(kind);
      assertThat(figures.path("ms").asDouble()).isPositive();
      assertThat(figures.path("ratio").asDouble()).isPositive();
      assertThat(figures.path("memoryBytes").asLong()).isPositive();
    }
  }

  @Test
  void anInvalidSizeIsRejectedWithTheAllowedRange() {
    BenchRun run = BenchRun.of("draw", "--sizes", "7");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("--sizes 7: must be 1,000 to 20,000,000");
  }
}
