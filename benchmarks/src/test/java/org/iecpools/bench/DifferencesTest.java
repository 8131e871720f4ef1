package org.iecpools.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.iecpools.bench.season.PoolTotals;
import org.junit.jupiter.api.Test;

class DifferencesTest {

  private static final Map<String, PoolTotals> EXPECTED =
      Map.of("2021/IE/WORKING_HOLIDAY", new PoolTotals(1, 2, 3, 4, 5));

  @Test
  void equalNumbersHaveNoDifferences() {
    assertThat(Differences.between(EXPECTED, Map.copyOf(EXPECTED), Contender.DSL)).isEmpty();
  }

  @Test
  void everyDifferingNumberIsReported() {
    assertThat(
            Differences.between(
                EXPECTED,
                Map.of("2021/IE/WORKING_HOLIDAY", new PoolTotals(1, 20, 3, 4, 50)),
                Contender.FLINK))
        .containsExactly(
            "flink, 2021/IE/WORKING_HOLIDAY: invitations issued is 20, should be 2",
            "flink, 2021/IE/WORKING_HOLIDAY: LOIs is 50, should be 5");
  }

  @Test
  void aMissingPoolAndAnUnexpectedPoolDiffer() {
    assertThat(
            Differences.between(
                EXPECTED,
                Map.of("2021/FR/WORKING_HOLIDAY", new PoolTotals(0, 0, 0, 0, 1)),
                Contender.SERVICE))
        .hasSize(6)
        .contains("service, 2021/FR/WORKING_HOLIDAY: LOIs is 1, should be 0")
        .contains("service, 2021/IE/WORKING_HOLIDAY: declines is 0, should be 3");
  }
}
