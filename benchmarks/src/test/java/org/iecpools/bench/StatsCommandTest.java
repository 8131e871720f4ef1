package org.iecpools.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatsCommandTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "--events 5           | --events 5: must be 10,000 to 50,000,000",
        "--rounds 0           | --rounds 0: must be 1 to 20",
        "--candidates 3       | --candidates 3: must be",
        "--contenders samza   | 'samza' is not a contender; choose from raw, decode, service, dsl, flink"
      })
  void anInvalidOptionIsRejectedWithTheAllowedValues(String option, String message) {
    String[] words = option.split(" ", -1);

    BenchRun run = BenchRun.of("stats", words[0], words[1]);

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains(message);
  }

  @Test
  void helpListsOptionsAndExitStatus() {
    BenchRun run = BenchRun.of("stats", "--help");

    assertThat(run.status()).isZero();
    assertThat(run.out()).contains("--events", "--no-fresh", "--json", "Exit status");
  }
}
