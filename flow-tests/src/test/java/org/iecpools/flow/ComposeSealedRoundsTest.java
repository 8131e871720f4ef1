package org.iecpools.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.iecpools.events.PoolId;
import org.iecpools.events.RunRounds;
import org.iecpools.kafka.Principal;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * docker-compose.sealed-rounds.yml, added to a stack that ran without it: draws depend on a beacon,
 * and rounds are in a log that a witness confirms.
 */
@Tag("variants")
@ExtendWith(SharedComposeStack.class)
class ComposeSealedRoundsTest {

  private static final Duration TIMEOUT = Duration.ofMinutes(2);
  private static final PoolId POOL = RoundsOperator.pools("PT").getLast();
  private static final int CANDIDATES = 5;
  private static final int INVITED = 3;

  @TempDir private static Path directory;
  private static ComposeStack stack;
  private static Upstream upstream;
  private static RoundsOperator operator;

  @BeforeAll
  static void up() {
    stack = SharedComposeStack.get();
    stack.use(ComposeStack.SEALED_ROUNDS);
    stack.up("invitation-service", "beacon", "witness", "round-log");
    upstream = new Upstream(stack.addresses(1), stack.client(Principal.UPSTREAM), stack.tokens());
    operator = new RoundsOperator(stack.addresses(1), upstream);
  }

  @AfterAll
  static void down() {
    upstream.close();
  }

  @Test
  void theComposeFilesAreReadWithoutAWarning() {
    assertThat(stack.complaints()).isEmpty();
  }

  @Test
  void noContainerHasMorePrivilegesThanItNeeds() {
    assertThat(stack.containers())
        .extracting(ComposeStack::service)
        .contains("round-keys", "beacon", "witness", "round-log");
    assertThat(stack.containers()).allSatisfy(ComposeTest::assertContained);
  }

  @Test
  void aRoundIsSealedDrawnPublishedAndVerifiedFromOutside() throws Exception {
    // given candidates in a pool
    operator.plan("PT", 100, 50);
    IntStream.range(0, CANDIDATES).forEach(_ -> upstream.submit(UUID.randomUUID(), "PT"));
    await()
        .atMost(TIMEOUT)
        .untilAsserted(() -> assertThat(operator.drawable(POOL)).isEqualTo(CANDIDATES));

    // when a round is ordered, then its list is closed first
    UUID id = UUID.randomUUID();
    RunRounds order =
        new RunRounds(
            id,
            Upstream.now(),
            POOL.getSeason(),
            POOL.getCountry(),
            List.of(RoundsOperator.round(id, POOL, INVITED)),
            null,
            null);
    JsonNode ran;
    try (ExecutorService caller = Executors.newSingleThreadExecutor()) {
      Future<JsonNode> ordered = caller.submit(() -> operator.order(order));
      JsonNode closed =
          await()
              .atMost(TIMEOUT)
              .pollInterval(Duration.ofMillis(100))
              .until(
                  () -> operator.get("/api/v1/rounds/upcoming?country=PT").at("/rounds/0"),
                  round -> round.has("list"));
      // and drawn with a later value of the beacon
      ran = ordered.get().at("/rounds/0");
      assertThat(ran.path("roundId")).isEqualTo(closed.path("roundId"));
      assertThat(ran.path("merkleRoot")).isEqualTo(closed.at("/list/merkleRoot"));
      assertThat(ran.at("/beacon/round")).isEqualTo(closed.at("/beacon/round"));
    }
    assertThat(ran.path("invited").asInt()).isEqualTo(INVITED);
    assertThat(Instant.parse(ran.path("ranAt").asString()))
        .isAfterOrEqualTo(Instant.parse(ran.at("/beacon/at").asString()));

    // and anybody can verify it with the public volume alone
    String bundle =
        "%s/api/v1/rounds/%d/%s/%s/bundle"
            .formatted(
                stack.addresses(1).stats(),
                POOL.getSeason(),
                POOL.getCountry(),
                ran.path("roundId").asString());
    Path keys = directory.resolve("round-keys");
    stack.copy("round-keys", "/var/lib/iec-round-keys", keys);
    // The log publishes the draw after the answer.
    await()
        .atMost(TIMEOUT)
        .until(
            () -> upstream.get(bundle),
            it -> it.path("log").isObject() && it.at("/log/missing").isMissingNode());
    List<String> verification =
        List.of(
            "verify-round",
            "--bundle",
            bundle,
            "--chain-info",
            keys.resolve("chain-info.json").toString(),
            "--log",
            stack.roundLog(),
            "--log-key",
            Files.readString(keys.resolve("log.key")).strip(),
            "--witness",
            Files.readString(keys.resolve("witness.key")).strip() + "=" + stack.witness());
    Ended verified = iec(verification);
    assertThat(verified.output())
        .containsPattern("holds +beacon ")
        .containsPattern("holds +sealed ")
        .containsPattern("holds +logged ")
        .containsPattern("holds +cosigned ")
        .containsPattern("holds +one-view ")
        .contains("1 of 1 rounds verified: every claim holds.");
    assertThat(verified.status()).as(verified.output()).isZero();

    // but not with another chain
    List<String> untrusting = new ArrayList<>(verification.subList(0, 3));
    Ended refused = iec(untrusting);
    assertThat(refused.status()).as(refused.output()).isEqualTo(1);
    assertThat(refused.output()).doesNotContain("every claim holds");
  }

  @Test
  void thePrivateKeysAreInTheirVolumesOnly() throws IOException {
    Path files = Files.createDirectories(directory.resolve("private"));
    stack.copy("round-keys", "/var/lib/iec-beacon/secret.json", files.resolve("beacon"));
    stack.copy("round-keys", "/var/lib/iec-round-log/key", files.resolve("log"));
    stack.copy("round-keys", "/var/lib/iec-witness/key", files.resolve("witness"));
    Set<String> secrets =
        ComposeSecretsTest.found(
            "(?:\"secret\":\"|PRIVATE\\+KEY\\+[^+]+\\+[^+]+\\+)([0-9A-Za-z+/=]+)", files);
    assertThat(secrets).hasSize(3);

    Map<String, String> texts = ComposeSecretsTest.visibleToOperatorsOfDocker(stack);
    Path published = directory.resolve("public");
    stack.copy("round-keys", "/var/lib/iec-round-keys", published);
    for (String file : List.of("chain-info.json", "log.key", "witness.key")) {
      texts.put(file, Files.readString(published.resolve(file)));
    }
    assertThat(texts.get("command lines of witness")).contains("--log");
    texts.forEach(
        (place, text) ->
            assertThat(secrets.stream().filter(text::contains))
                .as("secrets in the " + place)
                .isEmpty());
  }

  private record Ended(int status, String output) {}

  /** Runs the command with the classes of this build. */
  private static Ended iec(List<String> arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "org.iecpools.launcher.Iec"));
    command.addAll(arguments);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), output);
  }
}
