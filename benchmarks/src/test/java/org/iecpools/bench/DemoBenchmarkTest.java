package org.iecpools.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.iecpools.bench.DemoBenchmark.Contender;
import org.iecpools.stack.StackException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Measures scripts that print what a demo prints. */
class DemoBenchmarkTest {

  @TempDir private Path directory;

  private Path clone(String name, String season, int status) throws IOException {
    Path root = Files.createDirectories(directory.resolve(name));
    Path script =
        Files.writeString(
            root.resolve("iec"),
            """
            #!/bin/sh
            echo "$@" >> "$(dirname "$0")/calls"
            sleep 0.2
            echo 'Season 2021, 2,000 candidates, 16 weeks, seed 1:'
            sleep %s
            echo '1,990 candidates, 420 invitations, 200 LOIs; 9,000 events from upstream in 40 s.'
            echo 'the end'
            exit %d
            """
                .formatted(season, status));
    assertThat(script.toFile().setExecutable(true)).isTrue();
    return root;
  }

  @Test
  void statesTheTimeOfTheSeasonAndTheRatioToTheFirstDemo() throws Exception {
    Path quick = clone("quick", "0.2", 0);
    Path slow = clone("slow", "0.8", 0);
    List<String> progress = new ArrayList<>();

    DemoBenchmark.Report report =
        DemoBenchmark.run(
            List.of(
                new Contender("one", quick, List.of()),
                new Contender("other", slow, List.of("--no-beacon"))),
            List.of("--weeks", "12"),
            2,
            progress::add);

    JsonNode json = JsonMapper.shared().readTree(report.json());
    assertThat(json.at("/demos/0/demo").asString()).isEqualTo("one");
    assertThat(json.at("/demos/0/seasonRatio").asDouble()).isEqualTo(1);
    assertThat(json.at("/demos/1/seasonRatio").asDouble()).isGreaterThan(1.2);
    assertThat(json.at("/demos/1/seasonSeconds/median").asDouble())
        .isGreaterThanOrEqualTo(0.7)
        .isLessThan(json.at("/demos/1/commandSeconds/median").asDouble());
    assertThat(report.table()).contains("one", "other", "1.00");
    assertThat(Files.readAllLines(slow.resolve("calls")))
        .containsOnly("demo --exit --weeks 12 --no-beacon")
        .hasSize(2);
    assertThat(progress)
        .extracting(line -> line.replaceAll(":.*", ""))
        .containsExactly("round 1, one", "round 1, other", "round 2, other", "round 2, one");
  }

  @Test
  void aDemoThatFailsEndsTheMeasurementWithItsLastLines() throws Exception {
    Path broken = clone("broken", "0", 1);

    assertThatThrownBy(
            () ->
                DemoBenchmark.run(
                    List.of(new Contender("broken", broken, List.of())), List.of(), 1, _ -> {}))
        .isInstanceOf(StackException.class)
        .hasMessageContaining("status 1")
        .hasMessageContaining("the end");
  }

  @Test
  void invalidOptionsAreRejected() {
    assertThat(BenchRun.of("demo", "--rounds", "0"))
        .satisfies(run -> assertThat(run.status()).isEqualTo(2))
        .satisfies(run -> assertThat(run.err()).contains("--rounds 0: must be 1 to 100"));
    assertThat(BenchRun.of("demo", "--other", directory.toString()))
        .satisfies(run -> assertThat(run.status()).isEqualTo(2))
        .satisfies(run -> assertThat(run.err()).contains("has no file iec"));
  }
}
