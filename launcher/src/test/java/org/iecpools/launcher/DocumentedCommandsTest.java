package org.iecpools.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.iecpools.documents.Document;
import org.iecpools.documents.ShellCall;
import org.iecpools.kafka.ClientConfig;
import org.iecpools.stack.BuildTree;
import org.iecpools.transparency.KeyType;
import org.iecpools.transparency.SigningKey;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;

/**
 * Checks that every {@code ./iec} command in the documents exists with its options. {@code
 * ExamplesTest} runs them, except those that take long.
 */
class DocumentedCommandsTest {

  private static final String PROGRAM = "./iec";

  private static final String LOG_KEY =
      SigningKey.generate("example.com/log", KeyType.ED25519).verifier().vkey();
  private static final String WITNESS_KEY =
      SigningKey.generate("example.com/w", KeyType.COSIGNATURE_V1).verifier().vkey();

  private static final String ID = "0b6c2a4e-86f5-5b2c-9a5e-0d3f4c1b2a39";

  /** The script has this command, and the launcher does not. */
  private static final ShellCall JDK = new ShellCall(List.of("jdk"));

  @Test
  void everyCommandInTheDocumentsCanBeParsed() throws IOException {
    List<Document> documents = Document.all(BuildTree.find().root());

    assertThat(documents.stream().flatMap(document -> faults(document).stream())).isEmpty();
  }

  // ---- tests of the check

  @Test
  void keysOfLogsAndWitnessesAreAcceptedWhereTheyBelong() {
    String command =
        "./iec verify-round --all --log URL --log-key \"%s\" --witness \"%s=http://a\"";
    assertThat(faults("```\n" + command.formatted("$log_key", "$witness_key") + "\n```\n"))
        .isEmpty();
    assertThat(faults("```\n" + command.formatted("$witness_key", "$log_key") + "\n```\n"))
        .hasSize(1);
  }

  @Test
  void anUnknownCommandOptionOrValueIsAFault() {
    assertThat(faults("```\n./iec upp\n./iec up --frsh\n./iec token --role nobody\n```\n"))
        .hasSize(3);
    assertThat(faults("Use `./iec upp`, `./iec replay --jsn` or `./iec rebuild pools`.\n"))
        .hasSize(3);
  }

  @Test
  void aBlockNeedsCompleteCommandsAndProseDoesNot() {
    assertThat(faults("```\n./iec replay\n./iec up --data-dir\n```\n")).hasSize(2);
    assertThat(faults("Use `./iec replay`, `./iec replay FILE.csv` or `./iec demo --connect`.\n"))
        .isEmpty();
  }

  @Test
  void variablesPlaceholdersAndFilesAreAccepted() {
    assertThat(
            faults(
                """
                ```
                ./iec verify-round $round --profile $profile
                ```
                `./iec doctor --connect NEW:9092 ...`, `./iec audit --registry-url URL`,
                `./iec audit --command-config auditor.properties`, `./iec COMMAND --help`,
                `./iec webhooks remove ID`, `./iec webhooks run --listen HOST:PORT`
                """))
        .isEmpty();
  }

  private static List<String> faults(String text) {
    return faults(new Document("page.md", text));
  }

  private static List<String> faults(Document document) {
    List<String> faults = new ArrayList<>();
    document.blocks().stream()
        .filter(Document.Block::isShell)
        .forEach(
            block ->
                ShellCall.of(PROGRAM, block.text()).stream()
                    .flatMap(call -> fault(call, true).stream())
                    .forEach(fault -> faults.add(block.place() + ": " + fault)));
    document
        .inline()
        .forEach(
            code ->
                ShellCall.of(PROGRAM, code.text()).stream()
                    .flatMap(call -> fault(call, false).stream())
                    .forEach(fault -> faults.add(code.place() + ": " + fault)));
    return faults;
  }

  private static Optional<String> fault(ShellCall call, boolean isComplete) {
    if (call.equals(JDK)) {
      return Optional.empty();
    }
    String[] words =
        call.arguments().stream().flatMap(DocumentedCommandsTest::value).toArray(String[]::new);
    CommandLine iec = Iec.commandLine();
    // The named files exist on the machine of a reader.
    iec.registerConverter(ClientConfig.class, _ -> ClientConfig.NONE);
    try {
      iec.parseArgs(words);
      return Optional.empty();
    } catch (MissingParameterException e) {
      return isComplete || !hasOptions(e.getCommandLine(), words)
          ? Optional.of(String.join(" ", words) + ": " + e.getMessage())
          : Optional.empty();
    } catch (ParameterException e) {
      return Optional.of(String.join(" ", words) + ": " + e.getMessage());
    }
  }

  /** Whether all options among the words exist, which picocli does not check if one is missing. */
  private static boolean hasOptions(CommandLine command, String[] words) {
    return Stream.of(words)
        .filter(word -> word.startsWith("-"))
        .map(word -> word.replaceFirst("=.*", ""))
        .allMatch(command.getCommandSpec().optionsMap()::containsKey);
  }

  /** A valid value for what a reader fills in. */
  private static Stream<String> value(String given) {
    String word = given.replace("$log_key", LOG_KEY).replace("$witness_key", WITNESS_KEY);
    return switch (word) {
      case "..." -> Stream.of();
      case "COMMAND" -> Stream.of("up");
      case "URL" -> Stream.of("http://127.0.0.1:8080");
      case "HOST:PORT" -> Stream.of("127.0.0.1:8090");
      case "ID" -> Stream.of(ID);
      default -> Stream.of(word.startsWith("$") ? ID : word);
    };
  }
}
