package org.iecpools.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.iecpools.documents.Document;
import org.iecpools.documents.ShellCall;
import org.iecpools.events.Category;
import org.iecpools.events.ProfileSubmitted;
import org.iecpools.events.WantedPool;
import org.iecpools.kafka.ClientConfig;
import org.iecpools.kafka.Principal;
import org.iecpools.kafka.Topics;
import org.iecpools.stack.BuildTree;
import org.iecpools.stack.LocalStack;
import org.iecpools.stack.Ports;
import org.iecpools.stack.StackListener;
import org.iecpools.stack.StackOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Runs the examples of all documents as they are written, on a stack whose Kafka and registry
 * authenticate everyone. CONTRIBUTING.md describes how to write an example.
 *
 * <p>Each document has a shell of its own. All use one stack, as a reader would.
 */
@Tag("long")
class ExamplesTest {

  /**
   * Plays the season that other documents show, and expects a stack without data. From 2028 on,
   * services refuse to announce its season, so the page has to name a later one by then.
   */
  private static final String FIRST = "docs/upstream.md";

  /** Ends the stack, to back it up. */
  private static final String LAST = "docs/operations.md";

  /** In a block of {@link #LAST}: its commands need a stack that has ended. */
  private static final String AFTER_THE_END = "# after ./iec up was ended";

  /** In a line: it is for a stack with users only. */
  private static final String WITH_USERS_ONLY = "# with ./iec up --secure only";

  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  /** The dashboard shows an event after about a second. */
  private static final Duration UNTIL_SHOWN = Duration.ofSeconds(30);

  /** Commands that may be repeated until they print what the document shows. */
  private static final Pattern REPEATABLE = Pattern.compile("^(pool|curl|\\./dead-letters)\\b");

  private static final Pattern NODE = Pattern.compile("(?<![\\w./-])(node|npm) ");
  private static final Pattern KCAT = Pattern.compile("\\./(send|dead-letters)\\b");
  private static final Pattern TOOLS = Pattern.compile("(?<![\\w./-])(curl|jq) ");
  private static final Pattern NO_NETWORK =
      Pattern.compile("\\b(ENOTFOUND|ECONNREFUSED|ECONNRESET|EAI_AGAIN|ETIMEDOUT)\\b");

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Path root = BuildTree.find().root();
  private final List<AutoCloseable> open = new ArrayList<>();

  @TempDir private Path directory;

  private ReadersClone clone;
  private LocalStack stack;
  private Upstream upstream;
  private DocumentedNames names;
  private boolean isSecured;

  /** The shell of the document that is being read. */
  private Shell shell;

  /** The last example of this document that has begun and not ended; empty if there is none. */
  private String unfinished = "";

  /** The statistics when the stack was ended. */
  private JsonNode rowsAtTheEnd;

  @BeforeEach
  void read() throws IOException {
    names = new DocumentedNames(root);
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable started : open.reversed()) {
      started.close();
    }
  }

  @TestFactory
  Stream<DynamicNode> examples() throws IOException {
    start(true);
    return Document.all(root).stream()
        .sorted(Comparator.comparingInt(ExamplesTest::position))
        .map(this::reading);
  }

  /** Those of the page with examples for kcat, if it cannot authenticate. */
  @TestFactory
  Stream<DynamicNode> examplesWithAnEarlierKcat() throws IOException {
    assumeTrue(Programs.haveKcat(), Programs.INSTALL_KCAT);
    assumeTrue(!Programs.kcatKnowsUsers(), "this kcat runs on a stack with users");
    start(false);
    return Document.all(root).stream()
        .filter(document -> document.name().equals(FIRST))
        .map(this::reading);
  }

  @Test
  void everyKindOfExampleExists() throws Exception {
    Set<ExampleKind> kinds = EnumSet.noneOf(ExampleKind.class);
    for (Document document : Document.all(root)) {
      for (Document.Block block : document.blocks()) {
        if (block.isShell()) {
          List<ExampleStep> steps = ExampleStep.of(block);
          steps.forEach(step -> kinds.add(ExampleKind.of(step, steps)));
        }
      }
    }

    assertThat(kinds).containsExactlyInAnyOrder(ExampleKind.values());
  }

  private static int position(Document document) {
    return switch (document.name()) {
      case FIRST -> -1;
      case LAST -> 1;
      default -> 0;
    };
  }

  private void start(boolean secured) throws IOException {
    isSecured = secured;
    clone = new ReadersClone(directory, root);
    StackOptions options = StackOptions.keptIn(clone.dataDir()).on(Ports.free()).withBeacon();
    stack =
        LocalStack.start(secured ? options.withAuthentication() : options, StackListener.SILENT);
    open.add(stack);
    clone.use(stack.addresses());
    upstream =
        new Upstream(
            stack.addresses(),
            secured ? stack.client(Principal.UPSTREAM) : ClientConfig.NONE,
            stack.tokens());
    open.add(upstream);
    if (secured && !(Programs.haveKcat() && Programs.kcatKnowsUsers())) {
      sendAsKcatWould();
    }
  }

  /**
   * The record of the example for kcat that becomes a dead letter, which operations.md shows and
   * redrives.
   */
  private void sendAsKcatWould() {
    ProfileSubmitted profile =
        ProfileSubmitted.newBuilder()
            .setEventId(UUID.randomUUID())
            .setOccurredAt(Upstream.now())
            .setProfileId(UUID.fromString("a3c9d7e2-64f8-4b0b-8e1f-2d5c7b9a1f02"))
            .setCandidateId(UUID.fromString("5f0c2b8e-1d3a-4c55-9a61-7be0a4d2c901"))
            .setSeason(2026)
            .setCitizenship("IE")
            .setBirthDate(LocalDate.parse("2000-01-31"))
            .setResidence("IE")
            .setWanted(List.of(new WantedPool(Category.WORKING_HOLIDAY, null)))
            .build();
    upstream.produceTo(2, Topics.PROFILES.name(), Topics.keyOf(profile), upstream.encode(profile));
  }

  // ---- reading

  private DynamicNode reading(Document document) {
    Stream<DynamicNode> blocks =
        document.blocks().stream()
            .map(block -> dynamicTest("line " + block.line(), () -> read(block)));
    return dynamicContainer(
        document.name(),
        Stream.concat(Stream.of(dynamicTest("a new shell", this::beginDocument)), blocks));
  }

  private void beginDocument() throws IOException {
    endDocument();
    unfinished = "";
  }

  private void endDocument() {
    if (shell != null) {
      open.remove(shell);
      shell.close();
      shell = null;
    }
  }

  private void read(Document.Block block) throws Exception {
    if (block.isShell()) {
      assumeTrue(
          unfinished.isEmpty(), () -> "follows an example that has not ended: " + unfinished);
      unfinished = block.place();
      runAll(block);
      unfinished = "";
      return;
    }
    switch (block.language()) {
      case "text", "mermaid" -> {}
      case "json" -> checkJson(block.text());
      case "yaml" -> assertThat(names.inYaml(block.text())).isEmpty();
      case "properties" -> assertThat(names.inProperties(block.text())).isEmpty();
      case "java" -> assertThat(names.inJava(block.text())).isEmpty();
      default ->
          throw new AssertionError(
              "%s: there is no check of blocks in '%s'; see CONTRIBUTING.md"
                  .formatted(block.place(), block.language()));
    }
  }

  private void checkJson(String json) {
    assertThat(names.inJson(json)).isEmpty();
    Map.Entry<Integer, String> endpoint = names.endpointOf(json);
    if (endpoint != null) {
      String url =
          clone.withPorts("http://127.0.0.1:" + endpoint.getKey())
              + endpoint.getValue().replaceAll("\\{[^}]*}", UUID.randomUUID().toString());
      var answer = upstream.post(url, JSON.readTree(json));
      assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 202);
    }
  }

  private void runAll(Document.Block block) throws Exception {
    if (block.text().contains(AFTER_THE_END)) {
      rowsAtTheEnd = rows(upstream);
      stack.close();
    }
    List<ExampleStep> steps = ExampleStep.of(block);
    for (ExampleStep step : steps) {
      ExampleKind kind = ExampleKind.of(step, steps);
      switch (kind) {
        case RUN -> run(step);
        case STACK -> startStack(step.command());
        case LONG, PACKAGES -> {}
        case BUILD, STAGE, CONTAINERS, CLUSTER ->
            assertThat(names.inCommand(kind, step.command())).isEmpty();
      }
    }
  }

  // ---- commands

  private void run(ExampleStep step) throws Exception {
    String command = step.command();
    if (command.contains(WITH_USERS_ONLY) && !isSecured) {
      return;
    }
    assumePrograms(command);
    if (step.shown().isEmpty() || !REPEATABLE.matcher(command).find()) {
      check(step, runOnce(command));
      return;
    }
    await()
        .pollInSameThread()
        .atMost(UNTIL_SHOWN)
        .untilAsserted(() -> check(step, runOnce(command)));
  }

  private Shell.Result runOnce(String command) throws IOException, InterruptedException {
    if (shell == null) {
      shell = clone.shell();
      open.add(shell);
    }
    Shell.Result result = shell.run(clone.withPorts(command), TIMEOUT);
    assumeTrue(
        result.status() == 0
            || !NO_NETWORK.matcher(result.err()).find()
            || !command.contains("npm "),
        "npm needs a network, or the packages in its cache");
    assertThat(result.status()).as("status of %s: %s", command, result).isZero();
    return result;
  }

  private static void check(ExampleStep step, Shell.Result result) {
    if (!step.shown().isEmpty()) {
      assertThat(result.out())
          .as("output of %s, shown as %s", step.command(), String.join("\n", step.shown()))
          .matches(step::isShown);
    }
  }

  private void assumePrograms(String command) {
    if (NODE.matcher(command).find()) {
      assumeTrue(Programs.haveNode(), Programs.INSTALL_NODE);
    }
    if (KCAT.matcher(command).find()) {
      assumeTrue(Programs.haveKcat(), Programs.INSTALL_KCAT);
      assumeTrue(
          !isSecured || Programs.kcatKnowsUsers(),
          "with users of Kafka, this needs a kcat with librdkafka 2.6.1 or later");
    }
    TOOLS
        .matcher(command)
        .results()
        .map(hit -> hit.group(1))
        .forEach(
            tool -> assumeTrue(Programs.succeeds(tool + " -V"), "to run this, install " + tool));
  }

  /**
   * The stack of {@code ./iec up} runs already. One in another data directory is started, and must
   * have the statistics of the first one.
   */
  private void startStack(String command) throws Exception {
    int up = command.indexOf("./iec up");
    String before = command.substring(0, up).strip();
    if (before.endsWith("&&")) {
      runOnce(before.substring(0, before.length() - "&&".length()));
    }
    List<String> words = ShellCall.of("./iec", command.substring(up)).getFirst().arguments();
    int option = words.indexOf("--data-dir");
    if (option < 0) {
      return;
    }
    Path data = Path.of(runOnce("printf %s \"" + words.get(option + 1) + "\"").out());
    assertThat(Files.isSameFile(data.getParent(), clone.root())).isTrue();
    try (LocalStack other =
            LocalStack.start(
                StackOptions.keptIn(data).on(Ports.free()).withBeacon(), StackListener.SILENT);
        Upstream reader = new Upstream(other.addresses(), other.tokens())) {
      await()
          .atMost(UNTIL_SHOWN)
          .untilAsserted(() -> assertThat(rows(reader)).isEqualTo(rowsAtTheEnd));
    }
  }

  /** The rows of the dashboard of {@link #FIRST}, without the time of the answer. */
  private static JsonNode rows(Upstream reader) {
    JsonNode rows = reader.dashboard("?season=2026&country=IE").path("rows");
    rows.valueStream().forEach(row -> ((ObjectNode) row).remove("asOf"));
    return rows;
  }
}
