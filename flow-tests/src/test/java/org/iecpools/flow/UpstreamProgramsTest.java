package org.iecpools.flow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.temporal.ChronoUnit.DAYS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedWriter;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.apache.kafka.common.utils.Utils;
import org.iecpools.kafka.ClientConfig;
import org.iecpools.kafka.Topics;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Runs the programs of docs/upstream.md as a reader would, and checks their effect on the
 * dashboard.
 */
@Tag("programs")
class UpstreamProgramsTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Path NODE = Path.of("..", "examples", "node");
  private static final Path KCAT = Path.of("..", "examples", "kcat");

  private static final boolean NODE_IS_INSTALLED = Programs.haveNode();
  private static final boolean KCAT_IS_INSTALLED = Programs.haveKcat();
  private static final boolean KCAT_KNOWS_USERS = Programs.kcatKnowsUsers();

  private static StackUnderTest stack;
  private static Upstream upstream;

  /** Starts a stack unless every test will be skipped. */
  @BeforeAll
  static void start() {
    if (NODE_IS_INSTALLED || KCAT_IS_INSTALLED) {
      stack = StackUnderTest.start();
      upstream =
          new Upstream(
              stack.addresses(),
              stack.client().map(ClientConfig::read).orElse(ClientConfig.NONE),
              stack.tokens());
    }
  }

  @AfterAll
  static void stop() {
    if (stack != null) {
      upstream.close();
      stack.close();
    }
  }

  // ---- programs

  /** The events that both programs can send. */
  private interface Program {
    void submitProfile(Case its);

    void issueLoi(Case its, String invitation);
  }

  /** A candidate for Working Holiday in a country. */
  private record Case(String country, UUID candidate, UUID profile) {
    static Case of(String country, UUID candidate) {
      return new Case(country, candidate, UUID.randomUUID());
    }

    String pool() {
      return "2026/" + country + "/WORKING_HOLIDAY";
    }
  }

  private static final class Node implements Program {
    @Override
    public void submitProfile(Case its) {
      send(
          "profile --season 2026 --citizenship %s --birth-date 2000-01-31 --candidate %s --profile %s"
              .formatted(its.country(), its.candidate(), its.profile()));
    }

    @Override
    public void issueLoi(Case its, String invitation) {
      send(
          "loi --pool %s --candidate %s --profile %s --invitation %s"
              .formatted(its.pool(), its.candidate(), its.profile(), invitation));
    }

    private static void send(String words) {
      run(NODE, "node send.mjs " + words, "");
    }
  }

  private static final class Kcat implements Program {
    @Override
    public void submitProfile(Case its) {
      run(KCAT, "./send ProfileSubmitted", profile(its));
    }

    static String profile(Case its) {
      return """
      {"candidateId": "%s", "profileId": "%s", "season": 2026, "citizenship": "%s", "residence": "%3$s",
       "birthDate": "2000-01-31", "wanted": [{"category": "WORKING_HOLIDAY"}]}
      """
          .formatted(its.candidate(), its.profile(), its.country());
    }

    @Override
    public void issueLoi(Case its, String invitation) {
      run(
          KCAT,
          "./send LoiIssued",
          """
          {"candidateId": "%s", "profileId": "%s", "invitationId": "%s",
           "pool": {"season": 2026, "country": "%s", "category": "WORKING_HOLIDAY"}}
          """
              .formatted(its.candidate(), its.profile(), invitation, its.country()));
    }
  }

  // ---- tests

  @Test
  void eventsSentByNodeAppearOnTheDashboard() {
    assumeTrue(NODE_IS_INSTALLED, Programs.INSTALL_NODE);
    run(NODE, "npm ci --prefer-offline --no-audit --no-fund", "");
    movesTheDashboard(new Node(), "IS");
  }

  @Test
  void eventsSentByKcatAppearOnTheDashboard() {
    assumeKcat();
    movesTheDashboard(new Kcat(), "NO");
  }

  private static void movesTheDashboard(Program program, String country) {
    // given a season before its first round
    Case its = Case.of(country, UUID.randomUUID());
    JsonNode before = announce(its);

    // when a profile is submitted, then its candidate is in the pool
    program.submitProfile(its);
    comesToShow(its, before, Map.of("candidatesInPool", 1));

    // when the invitation of a round ends with an LOI, then a spot is used
    program.issueLoi(its, invitation(its));
    comesToShow(its, before, Map.of("loisIssued", 1, "spotsAvailable", -1));
  }

  @Test
  void theDeadLetterOfAMisplacedKcatRecordNamesTheSettingToChange() {
    assumeKcat();
    Case its = Case.of("SE", placedElsewhereByKcat());
    JsonNode before = announce(its);

    // when the setting is missing
    run(KCAT, "PARTITIONER=consistent_random ./send ProfileSubmitted", Kcat.profile(its));

    // then the dead letters contain the reason
    await()
        .atMost(TIMEOUT)
        .untilAsserted(
            () ->
                assertThat(run(KCAT, "./dead-letters", "").lines())
                    .filteredOn(line -> line.contains(its.candidate().toString()))
                    .singleElement()
                    .asString()
                    .contains("iec.profiles/", "set partitioner=murmur2_random"));

    // and with the setting the same profile is accepted
    run(KCAT, "./send ProfileSubmitted", Kcat.profile(its));
    comesToShow(its, before, Map.of("candidatesInPool", 1));
  }

  private static void assumeKcat() {
    assumeTrue(KCAT_IS_INSTALLED, Programs.INSTALL_KCAT);
    assumeTrue(
        stack.client().isEmpty() || KCAT_KNOWS_USERS,
        "with users of Kafka, this needs a kcat with librdkafka 2.6.1 or later; run it on a stack"
            + " without users");
  }

  /** A candidate whose key is on different partitions by the defaults of librdkafka and Java. */
  private static UUID placedElsewhereByKcat() {
    return Stream.generate(UUID::randomUUID)
        .filter(
            id -> {
              byte[] key = id.toString().getBytes(UTF_8);
              CRC32 crc = new CRC32();
              crc.update(key);
              return crc.getValue() % Topics.PARTITIONS
                  != Utils.toPositive(Utils.murmur2(key)) % Topics.PARTITIONS;
            })
        .findFirst()
        .orElseThrow();
  }

  // ---- operators and readers

  /**
   * Announces a season with a quota, before its first round; returns the pool's row once it shows
   * the quota.
   */
  private static JsonNode announce(Case its) {
    plan(its, Instant.now().plus(1, DAYS));
    post("quotas", Map.of("pool", its.pool(), "quota", 10_000));
    return await()
        .atMost(TIMEOUT)
        .until(() -> upstream.row(its.pool()), row -> row.path("quota").asInt() == 10_000);
  }

  private static void plan(Case its, Instant firstRoundAt) {
    Map<String, Object> pool =
        Map.of(
            "category", "WORKING_HOLIDAY",
            "rule", Map.of("maxAge", 35),
            "opensAt", firstRoundAt.minus(10, DAYS),
            "firstRoundAt", firstRoundAt,
            "finalRoundAt", firstRoundAt.plus(100, DAYS),
            "closesAt", firstRoundAt.plus(120, DAYS));
    post(
        "seasons",
        Map.of(
            "season", 2026, "country", its.country(), "shortNotice", true, "pools", List.of(pool)));
  }

  private static void post(String what, Object body) {
    HttpResponse<String> answer =
        upstream.post(stack.addresses().invitation() + "/api/v1/" + what, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
  }

  /**
   * Returns the candidate's invitation. The first round is due and runs on schedule or by order.
   */
  private static String invitation(Case its) {
    plan(its, Instant.now().minus(1, DAYS));
    String service = stack.addresses().invitation() + "/api/v1/";
    return await()
        .atMost(TIMEOUT)
        .until(
            () -> {
              upstream.post(service + "rounds", Map.of("season", 2026, "country", its.country()));
              return upstream
                  .get(service + "candidates/" + its.candidate() + "/invitations")
                  .at("/invitations/0/invitationId")
                  .asString();
            },
            id -> !id.isEmpty());
  }

  /** Waits until the pool's row differs from an earlier one by these changes and is consistent. */
  private static void comesToShow(Case its, JsonNode before, Map<String, Integer> changes) {
    await()
        .atMost(TIMEOUT)
        .untilAsserted(
            () -> {
              JsonNode now = upstream.row(its.pool());
              changes.forEach(
                  (number, change) ->
                      assertThat(now.path(number).asInt())
                          .as(number)
                          .isEqualTo(before.path(number).asInt() + change));
              assertThat(now.path("anomalies")).isEmpty();
            });
  }

  // ---- processes

  /** Runs a command, which must succeed; returns its output. */
  private static String run(Path directory, String command, String in) {
    ProcessBuilder program =
        new ProcessBuilder("bash", "-c", command)
            .directory(directory.toFile())
            .redirectErrorStream(true);
    program.environment().put("IEC_BOOTSTRAP_SERVERS", stack.addresses().bootstrapServers());
    program.environment().put("IEC_REGISTRY_URL", stack.addresses().registry());
    stack
        .client()
        .ifPresent(
            file ->
                program.environment().put("IEC_COMMAND_CONFIG", file.toAbsolutePath().toString()));
    try {
      Process process = program.start();
      try (BufferedWriter stdin = process.outputWriter()) {
        stdin.write(in);
      }
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      assertThat(process.waitFor()).as("%s: %s", command, output).isZero();
      return output;
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(command, e);
    }
  }
}
