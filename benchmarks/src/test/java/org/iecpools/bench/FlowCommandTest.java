package org.iecpools.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlowCommandTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "--profiles 5         | --profiles 5: must be 100 to 2,000,000",
        "--rounds 0           | --rounds 0: must be 1 to 20",
        "--round-size 100001  | --round-size 100,001: must be 0 to 100,000",
        "--instances 5        | --instances 5: must be 1 to 4",
        "--contenders mysql   | 'mysql' is not a contender; choose from service, limit, limit-3, postgres"
      })
  void anInvalidOptionIsRejectedWithTheAllowedValues(String option, String message) {
    String[] words = option.split(" ", -1);

    BenchRun run = BenchRun.of("flow", words[0], words[1]);

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains(message);
  }

  @Test
  void helpListsOptionsAndExitStatus() {
    BenchRun run = BenchRun.of("flow", "--help");

    assertThat(run.status()).isZero();
    assertThat(run.out()).contains("--profiles", "--[no-]latency", "--json", "Exit status");
  }
}
