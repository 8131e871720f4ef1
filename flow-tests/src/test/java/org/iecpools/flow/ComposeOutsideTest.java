package org.iecpools.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.iecpools.feed.ChanceWord;
import org.iecpools.feed.FeedWriter;
import org.iecpools.feed.Figure;
import org.iecpools.feed.Publication;
import org.iecpools.feed.PublishedRow;
import org.iecpools.kafka.Principal;
import org.iecpools.kafka.Topics;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The containers that call other sites, in this order: one reads a feed, the other one posts its
 * changes. The other sites are containers, too, on the network with access to the outside.
 */
@Tag("variants")
@ExtendWith(SharedComposeStack.class)
@TestMethodOrder(OrderAnnotation.class)
class ComposeOutsideTest {

  private static final Duration TIMEOUT = Duration.ofMinutes(2);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static final String FEED = "selections.xml";
  private static final String POOL = "AU/WORKING_HOLIDAY";

  private static final List<String> SITES = List.of("ircc", "receiver", "hanging");

  /** The day of the second publication. */
  private static final LocalDate SECOND = second();

  private static final LocalDate FIRST = SECOND.minusDays(7);

  @TempDir private static Path directory;
  private static ComposeStack stack;
  private static Upstream reader;
  private static String receiver;
  private static String hanging;
  private static Set<String> changesBefore;

  /** The last day that has ended everywhere, unless the first publication is of a season before. */
  private static LocalDate second() {
    LocalDate yesterday = LocalDate.now(ZoneOffset.UTC).minusDays(1);
    return Stream.iterate(yesterday, day -> day.minusDays(1))
        .filter(day -> season(day) == season(day.minusDays(7)))
        .findFirst()
        .orElseThrow();
  }

  private static int season(LocalDate day) {
    return publication(day, 0).season();
  }

  @BeforeAll
  static void up() throws IOException {
    assumeTrue(Programs.haveNode(), Programs.INSTALL_NODE);
    stack = SharedComposeStack.get();
    reader = new Upstream(stack.addresses(1), stack.client(Principal.AUDITOR), stack.tokens());
    startSites();
    String document = Files.readString(Path.of("..", "docs", "webhooks.md"));
    Matcher example =
        Pattern.compile("```yaml\n(services:.*?)```", Pattern.DOTALL).matcher(document);
    assertThat(example.find()).isTrue();
    Path overrides =
        Files.writeString(
            Files.createDirectories(Path.of("target")).resolve("private.yml"), example.group(1));
    stack.use(overrides.toAbsolutePath().toString());
    stack.profile("track");
    stack.profile("webhooks");
    stack.set("TRACK_SOURCE", "http://ircc:8000/" + FEED);
    stack.set("TRACK_EVERY", "PT1S");
    stack.up("track", "webhooks");
  }

  @AfterAll
  static void down() {
    if (stack != null) {
      reader.close();
      SITES.forEach(site -> System.out.printf("%s: %s%n", site, tail(stack.docker("logs", site))));
      SITES.forEach(stack::removeContainer);
      stack.stop("track");
      stack.stop("webhooks");
    }
  }

  // ---- other sites

  /** A web server with a directory, a receiver, and one that never answers. */
  private static void startSites() throws IOException {
    Files.createDirectories(directory.resolve("feed"));
    Files.createDirectories(directory.resolve("secret"));
    SITES.forEach(stack::removeContainer);
    site(
        "ircc",
        List.of(
            "--volume=" + directory.resolve("feed") + ":/feed:ro",
            "--entrypoint=java",
            stack.config().at("/services/token-keys/image").asString()),
        "-m jdk.httpserver -b 0.0.0.0 -p 8000 -d /feed");
    // The programs of this machine, because there is no image with Node.
    List<String> machine =
        List.of(
            "--volume=/usr:/usr:ro",
            "--volume=" + Path.of("..", "examples", "node").toRealPath() + ":/example:ro",
            "--volume=" + directory.resolve("secret") + ":/secret:ro",
            Optional.ofNullable(System.getenv("BASE_IMAGE")).orElse("debian:bookworm-slim"),
            "bash",
            "-c");
    site(
        "receiver",
        machine,
        """
        until [ -s /secret/receiver ]; do sleep 0.2; done
        WEBHOOK_SECRET=$(</secret/receiver) exec node /example/receive.mjs 8099 0.0.0.0\
        """);
    site("hanging", machine, "exec node -e 'require(\"net\").createServer(() => {}).listen(8099)'");
  }

  private static void site(String name, List<String> options, String command) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "run",
                "--detach",
                "--name=" + name,
                "--network=" + stack.config().at("/networks/outside/name").asString(),
                "--network-alias=" + name));
    words.addAll(options);
    words.addAll(
        options.getLast().equals("-c") ? List.of(command) : Arrays.asList(command.split(" ")));
    stack.docker(words.toArray(String[]::new));
  }

  private static String tail(String text) {
    return text.substring(Math.max(0, text.length() - 2_000));
  }

  // ---- the feed

  /** Two pools that no other test counts. */
  private static Publication publication(LocalDate date, int invitations) {
    return Publication.of(
        date,
        List.of(
            row("Australia", "au", invitations, 4_800 - invitations),
            row("France", "fr", 900 + invitations, 6_500 - invitations)));
  }

  private static PublishedRow row(String country, String code, int invitations, int spots) {
    return new PublishedRow(
        code,
        country,
        "wh",
        Optional.empty(),
        figure(7_000),
        "Week of January 19, 2026",
        "To be announced",
        figure(invitations),
        figure(invitations % 17),
        figure(spots),
        Optional.of(ChanceWord.EXCELLENT));
  }

  private static Figure figure(int number) {
    return Figure.parse("%,d".formatted(number)).orElseThrow();
  }

  private static void serve(byte[] file) throws IOException {
    Path next = Files.write(directory.resolve("next"), file);
    Files.move(next, directory.resolve("feed").resolve(FEED), StandardCopyOption.ATOMIC_MOVE);
  }

  private static JsonNode row() {
    return reader.row(season(SECOND) + "/" + POOL);
  }

  private static void awaitPublished(LocalDate date, String invitations) {
    await()
        .atMost(TIMEOUT)
        .untilAsserted(
            () -> {
              JsonNode row = row();
              assertThat(row.path("publishedOn").asString()).isEqualTo(date.toString());
              assertThat(row.path("publishedInvitations").asString()).isEqualTo(invitations);
            });
  }

  // ---- tests

  @Test
  @Order(1)
  void aPublicationOfTheFeedIsOnTheDashboard() throws IOException {
    // given a site that has no file yet, which is reported
    await().atMost(TIMEOUT).until(() -> stack.logs("track").contains("failed       http://ircc"));
    int before = reader.read(Topics.CHANGES.name()).size();

    // when
    serve(FeedWriter.write(publication(FIRST, 1_000)));

    // then
    awaitPublished(FIRST, "1,000");
    assertThat(row().path("source").asString()).isEqualTo("published");
    assertThat(row().path("publishedQuota").asString()).isEqualTo("7,000");
    assertThat(row().path("spotsAvailable").asInt()).isEqualTo(3_800);
    assertThat(stack.logs("track"))
        .contains("published    http://ircc:8000/%s of %s: 2 new rows".formatted(FEED, FIRST));
    // The first figures are not changes, but what the next ones are compared with.
    await().atMost(TIMEOUT).until(() -> reader.read(Topics.CHANGES.name()).size() > before);
  }

  @Test
  @Order(2)
  void theSecondPublicationIsPostedOnceAndSignedAlthoughTheContainerRestarts() throws Exception {
    // given two webhooks, of which one never answers
    receiver = add("http://receiver:8099/");
    hanging = add("http://hanging:8099/");
    Files.writeString(directory.resolve("secret").resolve("next"), secret(receiver));
    Files.move(
        directory.resolve("secret").resolve("next"),
        directory.resolve("secret").resolve("receiver"));
    await().atMost(TIMEOUT).until(() -> lines("webhooks", "registered ").size() >= 2);
    changesBefore = identities(history());

    // when the second publication is followed by a restart while changes are being posted, and by
    // a correction
    serve(FeedWriter.write(publication(SECOND, 1_100)));
    await().atMost(TIMEOUT).until(() -> !delivered(receiver).isEmpty());
    stack.docker("restart", stack.container("webhooks", 1).path("Id").asString());
    awaitPublished(SECOND, "1,100");
    serve(FeedWriter.write(publication(SECOND, 1_200)));
    awaitPublished(SECOND, "1,200");

    // then the receiver, which verifies signatures, has each change, and each was posted once
    awaitReceived("1200");
    // and the other one has delayed nobody
    await()
        .atMost(TIMEOUT)
        .until(() -> stack.logs("webhooks").contains("no complete answer within 10,000 ms"));
    assertThat(delivered(hanging)).isEmpty();
  }

  @Test
  @Order(3)
  void whatIsNotTheFeedIsReportedAndChangesNoFigure() throws IOException {
    JsonNode before = row();
    String whole = new String(FeedWriter.write(publication(SECOND, 1_300)), StandardCharsets.UTF_8);

    for (String wrong :
        List.of(
            whole.substring(0, whole.length() / 2),
            "<!DOCTYPE html><html><body>Down for maintenance</body></html>",
            whole
                .replace("<invitations>", "<applicants>")
                .replace("</invitations>", "</applicants>"))) {
      int refusals = lines("track", "refused ").size();
      serve(wrong.getBytes(StandardCharsets.UTF_8));
      await().atMost(TIMEOUT).until(() -> lines("track", "refused ").size() > refusals);
    }

    assertThat(row()).isEqualTo(before);
    // A receiver learns of it, too.
    awaitReceived("NOT_THE_FEED");
    // and the next file that is right is read
    serve(whole.getBytes(StandardCharsets.UTF_8));
    awaitPublished(SECOND, "1,300");
  }

  // ---- webhooks

  private static String add(String url) {
    ComposeStack.Ended ended =
        stack.runOnce("webhooks", List.of(), "add", url, "--allow-private", "--json");
    assertThat(ended.status()).as(ended.err()).isZero();
    return JSON.readTree(ended.out()).path("id").asString();
  }

  private static String secret(String webhook) {
    ComposeStack.Ended ended = stack.runOnce("webhooks", List.of(), "secret", webhook);
    assertThat(ended.status()).as(ended.err()).isZero();
    return ended.out().strip();
  }

  /** Lines of a container's output that begin with this. */
  private static List<String> lines(String container, String begin) {
    return stack.logs(container).lines().filter(line -> line.startsWith(begin)).toList();
  }

  /** Changes that were delivered to a webhook, as the container states it. */
  private static List<String> delivered(String webhook) {
    return lines("webhooks", "delivered ").stream()
        .map(line -> line.split(" +"))
        .filter(words -> words[3].equals(webhook))
        .map(words -> words[1])
        .toList();
  }

  private static List<JsonNode> received() {
    return stack
        .docker("logs", "receiver")
        .lines()
        .map(line -> (JsonNode) JSON.readTree(line))
        .toList();
  }

  /** Waits for a change that contains a text, after which each one must have arrived once. */
  private static void awaitReceived(String text) {
    await()
        .atMost(TIMEOUT)
        .until(() -> received().stream().anyMatch(change -> change.toString().contains(text)));
    await()
        .atMost(TIMEOUT)
        .untilAsserted(
            () -> {
              List<JsonNode> made =
                  history().stream()
                      .filter(it -> !changesBefore.contains(it.path("identity").asString()))
                      .toList();
              assertThat(received()).isNotEmpty().isEqualTo(made);
              assertThat(delivered(receiver))
                  .isEqualTo(made.stream().map(it -> it.path("identity").asString()).toList());
            });
  }

  private static Set<String> identities(List<JsonNode> changes) {
    Set<String> identities = new HashSet<>();
    changes.forEach(change -> identities.add(change.path("identity").asString()));
    return identities;
  }

  /** The last hundred changes as stats-service shows them. */
  private static List<JsonNode> history() {
    List<JsonNode> changes = new ArrayList<>();
    reader
        .get(stack.addresses(1).stats() + "/api/v1/changes/history")
        .path("changes")
        .forEach(changes::add);
    return changes;
  }
}
