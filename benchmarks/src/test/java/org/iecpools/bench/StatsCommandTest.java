package org.iecpools.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class StatsCommandTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    CommandLine commandLine = Bench.commandLine();
    commandLine.setOut(new PrintWriter(out));
    commandLine.setErr(new PrintWriter(err));
    return commandLine.execute(arguments);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "--events 5           | --events is 5: it can be 10,000 to 50,000,000",
        "--rounds 0           | --rounds is 0: it can be 1 to 20",
        "--candidates 3       | --candidates is 3: it can be",
        "--contenders samza   | 'samza' is no contender; there are raw, decode, service, dsl, flink"
      })
  void saysWhatWouldBeRight(String option, String message) {
    String[] words = option.split(" ", -1);

    int status = run("stats", words[0], words[1]);

    assertThat(status).isEqualTo(2);
    assertThat(err.toString()).contains(message);
  }

  @Test
  void explainsItself() {
    assertThat(run("stats", "--help")).isZero();
    assertThat(out.toString()).contains("--events", "--no-fresh", "--json", "Exit status");
  }
}
