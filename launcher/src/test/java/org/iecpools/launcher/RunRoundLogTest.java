package org.iecpools.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.iecpools.transparency.KeyType;
import org.iecpools.transparency.NoteKey;
import org.iecpools.transparency.SigningKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Usage of the commands that write and read the transparency log of rounds. */
class RunRoundLogTest {

  private static final String NOBODY = "127.0.0.1:1";
  private static final String WITNESS =
      SigningKey.generate("example.com/w", KeyType.COSIGNATURE_V1).verifier().vkey();
  private static final String LOG =
      SigningKey.generate("example.com/rounds", KeyType.ED25519).verifier().vkey();

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path directory;

  private int roundLog(String... arguments) {
    return run("round-log", List.of("--data", directory.toString()), arguments);
  }

  private int verifyRound(String... arguments) {
    return run(
        "verify-round",
        List.of("--all", "--connect", NOBODY, "--registry-url", "http://" + NOBODY),
        arguments);
  }

  private int run(String command, List<String> first, String... arguments) {
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(first);
    all.addAll(List.of(arguments));
    return Iec.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(all.toArray(String[]::new));
  }

  @Test
  void theKeyIsGeneratedOnceAndPrinted() {
    assertThat(roundLog("--name", "example.com/rounds", "--key")).isZero();
    String first = out.toString();
    assertThat(roundLog("--key")).isZero();

    assertThat(out.toString()).isEqualTo(first + first);
    NoteKey key = NoteKey.parse(first.strip());
    assertThat(key.name()).isEqualTo("example.com/rounds");
    assertThat(key.type()).isEqualTo(KeyType.ED25519);
  }

  @Test
  void aLogNeedsANameThatCanBeThatOfAKeyAndKeepsIt() {
    assertThat(roundLog("--key")).isEqualTo(1);
    assertThat(err.toString()).contains("--name");
    assertThat(roundLog("--key", "--name", "two words")).isEqualTo(2);
    assertThat(err.toString()).contains("--name: ");
    assertThat(roundLog("--key", "--name", "a")).isZero();
    assertThat(roundLog("--key", "--name", "b")).isEqualTo(1);
    assertThat(err.toString()).contains("has the name a").doesNotContain("\tat ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "=",
        "x",
        "http://127.0.0.1:8090",
        "x=http://127.0.0.1:8090",
        "\u001b[2J=http://a"
      })
  void aWitnessWithoutAValidKeyIsRefused(String witness) {
    assertThat(roundLog("--name", "a", "--witness", witness)).isEqualTo(2);

    assertThat(err.toString())
        .contains("--witness", "is not the verifier key of a witness")
        .doesNotContain("\tat ", "\u001b");
  }

  @Test
  void aWitnessNeedsTheKeyOfAWitnessAndAnAddress() {
    assertThat(roundLog("--witness", LOG + "=http://127.0.0.1:8090")).isEqualTo(2);
    assertThat(err.toString()).contains("it is the key of a log");
    assertThat(roundLog("--witness", WITNESS)).isEqualTo(2);
    assertThat(err.toString()).contains("KEY=URL");
    assertThat(roundLog("--witness", WITNESS + "=http://127.0.0.1:0")).isEqualTo(2);
    assertThat(err.toString()).contains("port 0").doesNotContain("\tat ");
  }

  @Test
  void withoutABrokerTheLogDoesNotStart() {
    assertThat(
            roundLog(
                "--name",
                "a",
                "--connect",
                NOBODY,
                "--registry-url",
                "http://" + NOBODY,
                "--listen",
                "127.0.0.1:0"))
        .isEqualTo(1);
    assertThat(err.toString()).contains(NOBODY).doesNotContain("\tat ");
  }

  @Test
  void optionsOfALogThatDoNotBelongTogetherAreRefused() {
    assertThat(verifyRound("--log-key", LOG)).isEqualTo(2);
    assertThat(err.toString()).contains("require --log");
    assertThat(verifyRound("--log", directory.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("--log requires --log-key");
    assertThat(verifyRound("--log", "http://:1", "--log-key", LOG)).isEqualTo(2);
    assertThat(err.toString()).contains("--log: http://:1 is not a valid URL");
    assertThat(verifyRound("--log", ".", "--log-key", WITNESS)).isEqualTo(2);
    assertThat(err.toString()).contains("is not the verifier key of a log");
    assertThat(verifyRound("--log", ".", "--log-key", LOG, "--witnesses", "1")).isEqualTo(2);
    assertThat(err.toString()).contains("the number of witnesses, which is 0");
    String[] twice = {"--log", ".", "--log-key", LOG, "--witness", WITNESS, "--witness", WITNESS};
    assertThat(verifyRound(twice)).isEqualTo(2);
    assertThat(err.toString()).contains("is given twice").doesNotContain("\tat ");
  }

  @Test
  void aLogThatCannotBeReadIsReportedBeforeKafkaIsRead() throws Exception {
    assertThat(verifyRound("--log", directory.toString(), "--log-key", LOG)).isEqualTo(1);
    assertThat(err.toString()).contains("the transparency log could not be read");
    assertThat(verifyRound("--log", "http://" + NOBODY, "--log-key", LOG)).isEqualTo(1);
    assertThat(err.toString()).contains("the transparency log could not be read");
    Path state = Files.writeString(directory.resolve("state"), "x");
    String[] damaged = {"--log", ".", "--log-key", LOG, "--state", state.toString()};
    assertThat(verifyRound(damaged)).isEqualTo(1);
    assertThat(err.toString()).contains(state + " cannot be read").doesNotContain("\tat ");
  }
}
