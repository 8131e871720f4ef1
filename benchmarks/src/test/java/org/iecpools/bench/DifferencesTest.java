package org.iecpools.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.iecpools.bench.season.PoolNumbers;
import org.junit.jupiter.api.Test;

class DifferencesTest {

  private static final Map<String, PoolNumbers> BOOK =
      Map.of("2021/IE/WORKING_HOLIDAY", new PoolNumbers(1, 2, 3, 4, 5));

  @Test
  void thereAreNoneBetweenEqualNumbers() {
    assertThat(Differences.between(BOOK, Map.copyOf(BOOK), Contender.DSL)).isEmpty();
  }

  @Test
  void everyCellIsNamed() {
    assertThat(
            Differences.between(
                BOOK,
                Map.of("2021/IE/WORKING_HOLIDAY", new PoolNumbers(1, 20, 3, 4, 50)),
                Contender.FLINK))
        .containsExactly(
            "flink, 2021/IE/WORKING_HOLIDAY: invitations issued is 20, should be 2",
            "flink, 2021/IE/WORKING_HOLIDAY: LOIs is 50, should be 5");
  }

  @Test
  void aPoolThatIsMissingAndOneThatShouldNotBeDiffer() {
    assertThat(
            Differences.between(
                BOOK,
                Map.of("2021/FR/WORKING_HOLIDAY", new PoolNumbers(0, 0, 0, 0, 1)),
                Contender.SERVICE))
        .hasSize(6)
        .contains("service, 2021/FR/WORKING_HOLIDAY: LOIs is 1, should be 0")
        .contains("service, 2021/IE/WORKING_HOLIDAY: declines is 0, should be 3");
  }
}
