package org.iecpools.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.iecpools.documents.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExampleStepTest {

  @Test
  void aBlockWithoutPromptsConsistsOfCommands() throws Exception {
    assertThat(
            steps(
                """
                # a comment

                first --option \\
                  value
                second   # another
                for i in 1 2; do
                  third $i
                done >file
                """))
        .containsExactly(
            new ExampleStep("first --option \\\n  value", List.of()),
            new ExampleStep("second   # another", List.of()),
            new ExampleStep("for i in 1 2; do\n  third $i\ndone >file", List.of()));
  }

  @Test
  void linesAfterACompleteCommandWithAPromptAreItsOutput() throws Exception {
    assertThat(
            steps(
                """
                $ cat >file <<END
                content
                END
                $ curl -d '
                  {"a": 1}' |
                  jq .a
                1
                two
                $ last
                """))
        .containsExactly(
            new ExampleStep("cat >file <<END\ncontent\nEND", List.of()),
            new ExampleStep("curl -d '\n  {\"a\": 1}' |\n  jq .a", List.of("1", "two")),
            new ExampleStep("last", List.of()));
  }

  @Test
  void anIncompleteCommandIsRefusedWithItsPlace() {
    assertThatThrownBy(() -> steps("first\n  the (output\n"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("page.md:1", "the (output");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a 1|a 1|true",
        "a 1|a 2|false",
        "a 1|a 1 b|false",
        "candidate 8c5f7d7a-2f0e-4a53-b6de-94a3c1f1a2b4|candidate 160cf6f3-2ef0-420a-a92b-ff54abaaeb41|true",
        "candidate 8c5f7d7a-2f0e-4a53-b6de-94a3c1f1a2b4|candidate null|false",
        "at 2026-11-24T20:16:28.050Z, 3|at 2027-01-01T00:00:00Z, 3|true",
        "on iec.profiles, partition 3, offset 0|on iec.profiles, partition 1, offset 12|true",
        "on iec.profiles, partition 3, offset 0|on iec.pools, partition 3, offset 0|false",
        "iec.profiles/2/0: why|iec.profiles/3/17: why|true",
        "Iec-Version: AQAAAAAAAAHsAACAyOfQvDMEAQ...|Iec-Version: BRAAAAAAAAHsAACAyOfQvDMEAQXYZ|true",
        "Iec-Version: AQAAAAAAAAHsAACAyOfQvDMEAQ...|Iec-Version:|false"
      })
  void outputIsAsShownApartFromWhatDiffersInEveryRun(String shown, String out, boolean expected) {
    assertThat(new ExampleStep("any", List.of(shown)).isShown(out + "\n")).isEqualTo(expected);
  }

  @Test
  void aLineOfDotsStandsForAnyLines() {
    ExampleStep step = new ExampleStep("any", List.of("first", "...", "last"));

    assertThat(step.isShown("first\na\nb\nlast\n")).isTrue();
    assertThat(step.isShown("first\na\nb\n")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "./iec token --role operator|RUN",
        "x=$(./iec token --role operator)|RUN",
        "./iec replay --help|RUN",
        "./iec replay weeks.csv|LONG",
        "LOGGING=a ./iec up|STACK",
        "tar -x && ./iec up --data-dir a|STACK",
        "./iec build|BUILD",
        "mvn test|BUILD",
        ".ci/run campaign|STAGE",
        "A=1 B=2 docker compose up|CONTAINERS",
        "kubectl apply -k a|CLUSTER",
        "echo docker compose|RUN"
      })
  void theKindFollowsFromTheCommand(String command, ExampleKind kind) {
    assertThat(ExampleKind.of(command)).isEqualTo(kind);
  }

  @Test
  void commandsNextToThoseForContainersBelongToThem() throws Exception {
    List<ExampleStep> steps = steps("docker compose cp a:/b c\nexport X=$PWD/c\n");

    assertThat(steps)
        .extracting(step -> ExampleKind.of(step, steps))
        .containsOnly(ExampleKind.CONTAINERS);
  }

  private static List<ExampleStep> steps(String text) throws Exception {
    return ExampleStep.of(new Document.Block("page.md", 1, "", text));
  }
}
