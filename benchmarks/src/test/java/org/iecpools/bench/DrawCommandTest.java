package org.iecpools.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DrawCommandTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    CommandLine commandLine = Bench.commandLine();
    commandLine.setOut(new PrintWriter(out));
    commandLine.setErr(new PrintWriter(err));
    return commandLine.execute(arguments);
  }

  @Test
  void measuresEachPoolAsked() {
    assertThat(run("draw", "--sizes", "1000,2000", "--rounds", "2", "--json")).isZero();

    JsonNode report = JsonMapper.shared().readTree(out.toString());
    assertThat(report.path("pools")).hasSize(2);
    assertThat(report.at("/pools/1/candidates").asInt()).isEqualTo(2000);
    assertThat(report.at("/pools/1/drawMs").asDouble()).isPositive();
    assertThat(report.at("/pools/1/bareMs").asDouble()).isPositive();
    assertThat(report.at("/pools/1/memoryBytes").asLong()).isPositive();
  }

  @Test
  void saysWhatWouldBeRight() {
    assertThat(run("draw", "--sizes", "7")).isEqualTo(2);
    assertThat(err.toString()).contains("--sizes 7: it can be 1,000 to 20,000,000");
  }
}
