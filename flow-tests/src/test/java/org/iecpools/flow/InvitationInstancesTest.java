package org.iecpools.flow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.TopicPartition;
import org.iecpools.beacon.BeaconChain;
import org.iecpools.beacon.relay.ChainInfo;
import org.iecpools.events.InvitationIssued;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.RunRounds;
import org.iecpools.kafka.Topics;
import org.iecpools.management.ManagementPort;
import org.iecpools.stack.Component;
import org.iecpools.stack.LocalStack;
import org.iecpools.stack.Service;
import org.iecpools.stack.StackOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/**
 * Two instances of invitation-service as real processes, whose draws depend on a local beacon. Each
 * owns some of the countries. Orders, dry runs, proofs and corrections give the same result through
 * either instance.
 */
@Tag("long")
class InvitationInstancesTest {

  /** Enough for both instances to own some, which the test checks. */
  private static final List<String> COUNTRIES =
      List.of("IE", "FR", "CZ", "DE", "PT", "ES", "IT", "EE");

  private static final int CANDIDATES = 5;
  private static final int INVITED = 3;
  private static final Duration TIMEOUT = Duration.ofMinutes(1);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static TestStack stack;
  private static LocalStack beside;
  private static Upstream upstream;
  private static List<RoundsOperator> operators;

  @TempDir Path directory;

  @BeforeAll
  static void up() {
    stack =
        TestStack.start(
            StackOptions.throwaway().only(Set.of(Service.INVITATION, Service.STATS)).withBeacon());
    beside = stack.another(Service.INVITATION);
    upstream = new Upstream(stack.addresses(), stack.tokens());
    List<BeaconChain> chains = List.of(stack.stack().chain().orElseThrow());
    operators =
        List.of(
            new RoundsOperator(stack.addresses(), upstream, chains),
            new RoundsOperator(beside.addresses(), upstream, chains));
  }

  @AfterAll
  static void down() {
    try (TestStack _ = stack;
        LocalStack _ = beside;
        Upstream _ = upstream) {
      // Close order: clients, then the second instance, then the broker.
    }
  }

  @Test
  void bothInstancesAnswerEveryRequestAlike() throws Exception {
    // given countries on both instances, with candidates in a pool of each
    COUNTRIES.forEach(country -> operators.getFirst().plan(country, 100, 50));
    COUNTRIES.forEach(country -> IntStream.range(0, CANDIDATES).forEach(_ -> enter(pool(country))));
    awaitCountriesOnBoth();
    for (String country : COUNTRIES) {
      for (RoundsOperator operator : operators) {
        await()
            .atMost(TIMEOUT)
            .ignoreExceptions() // while partitions move
            .untilAsserted(
                () -> assertThat(operator.drawable(pool(country))).isEqualTo(CANDIDATES));
      }
    }

    for (int i = 0; i < COUNTRIES.size(); i++) {
      PoolId pool = pool(COUNTRIES.get(i));
      RoundsOperator one = operators.get(i % 2);
      RoundsOperator other = operators.get((i + 1) % 2);

      // when one instance gets an order
      long start = System.nanoTime();
      JsonNode ran = one.order(order(pool));
      System.out.printf(
          "ordered, announced, read back, drawn and answered within %d ms%n",
          (System.nanoTime() - start) / 1_000_000);
      UUID round = UUID.fromString(ran.at("/rounds/0/roundId").asString());
      assertThat(ran.at("/rounds/0/invited").asInt()).isEqualTo(INVITED);
      assertThat(Instant.parse(ran.at("/rounds/0/ranAt").asString()))
          .isAfterOrEqualTo(Instant.parse(ran.at("/rounds/0/beacon/at").asString()));

      // then both return the same proof
      String proof = proofOf(pool, round);
      assertThat(one.get(proof)).isEqualTo(other.get(proof));
      InvitationIssued issued = awaitIssued(round);
      String own = proof + "?profileId=" + issued.getProfileId();
      assertThat(one.get(own)).isEqualTo(other.get(own));
      assertThat(one.get(own).at("/candidate/invited").asBoolean()).isTrue();

      // and the other one corrects the round, for both
      JsonNode corrected = other.correct(pool, round, issued.getInvitationId());
      assertThat(corrected.at("/round/invited").asInt()).isEqualTo(INVITED - 1);
      assertThat(one.get(own)).isEqualTo(other.get(own));
      assertThat(one.get(own).at("/candidate/voidedBecause").asString()).isEqualTo("a mistake");
      assertThat(one.drawable(pool)).isEqualTo(CANDIDATES - INVITED + 1);
      assertThat(other.drawable(pool)).isEqualTo(CANDIDATES - INVITED + 1);
    }
    operators.getFirst().assertVerified(_ -> true);
  }

  @Test
  void aClosedListIsDrawnOnceAlthoughBothInstancesAreKilled() throws Exception {
    RoundsOperator operator = operators.getFirst();
    PoolId pool = pool("NO");
    operator.plan("NO", 100, 50);
    IntStream.range(0, CANDIDATES).forEach(_ -> enter(pool));
    await()
        .atMost(TIMEOUT)
        .ignoreExceptions() // while partitions move
        .untilAsserted(() -> assertThat(operator.drawable(pool)).isEqualTo(CANDIDATES));
    RunRounds order = order(pool);
    JsonNode upcoming;
    try (ExecutorService caller = Executors.newSingleThreadExecutor()) {
      Future<JsonNode> ordered = caller.submit(() -> operator.order(order));
      upcoming =
          await()
              .atMost(TIMEOUT)
              .pollInterval(Duration.ofMillis(50))
              .until(
                  () -> operator.get("/api/v1/rounds/upcoming?country=NO").at("/rounds/0"),
                  round -> round.has("list"));

      stack.stack().kill(Component.INVITATION_SERVICE);
      beside.kill(Component.INVITATION_SERVICE);

      JsonNode ran = ordered.get().at("/rounds/0");
      assertThat(ran.at("/roundId")).isEqualTo(upcoming.at("/roundId"));
      assertThat(ran.at("/merkleRoot")).isEqualTo(upcoming.at("/list/merkleRoot"));
      assertThat(ran.at("/beacon/round")).isEqualTo(upcoming.at("/beacon/round"));
      assertThat(ran.at("/invited").asInt()).isEqualTo(INVITED);
    }
    awaitIssued(UUID.fromString(upcoming.at("/roundId").asString()));
    operator.assertVerified(round -> round.pool().equals(pool));
    for (RoundsOperator each : operators) {
      await()
          .atMost(TIMEOUT)
          .ignoreExceptions() // while the instance starts
          .until(each::isInvitationServiceReady);
    }
  }

  /** What an operator sees from outside while the only relay is down. */
  @Test
  void aListWaitsForARelayThatIsDownAndTheHealthStatesIt() throws Exception {
    RoundsOperator operator = operators.getFirst();
    PoolId pool = pool("DK");
    operator.plan("DK", 100, 50);
    IntStream.range(0, CANDIDATES).forEach(_ -> enter(pool));
    await()
        .atMost(TIMEOUT)
        .ignoreExceptions() // while partitions move
        .untilAsserted(() -> assertThat(operator.drawable(pool)).isEqualTo(CANDIDATES));
    stack.stack().pauseBeacon();
    beside.pauseBeacon();
    JsonNode ran;
    try (ExecutorService caller = Executors.newSingleThreadExecutor()) {
      Future<JsonNode> ordered = caller.submit(() -> operator.order(order(pool)));

      JsonNode awaited =
          await()
              .atMost(TIMEOUT)
              .until(
                  InvitationInstancesTest::awaitedRounds,
                  rounds ->
                      rounds.findValue("faults") != null && !rounds.findValue("faults").isEmpty());

      assertThat(Instant.parse(awaited.at("/0/since").asString())).isBefore(Instant.now());
      assertThat(awaited.at("/0/faults").toString())
          .contains("http://127.0.0.1:")
          .contains("gave no complete answer: no connection");
      assertThat(ordered).isNotDone();
      stack.stack().resumeBeacon();
      beside.resumeBeacon();
      ran = ordered.get().at("/rounds/0");
      assertThat(ran.at("/beacon/round").asLong()).isEqualTo(awaited.at("/0/number").asLong());
    }
    assertThat(ran.at("/invited").asInt()).isEqualTo(INVITED);
    await().atMost(TIMEOUT).until(InvitationInstancesTest::awaitedRounds, JsonNode::isEmpty);
    operator.assertVerified(round -> round.pool().equals(pool));
  }

  /** The rounds of the beacon that the draws of both instances wait for. */
  private static JsonNode awaitedRounds() throws IOException, InterruptedException {
    ArrayNode rounds = JSON.createArrayNode();
    try (HttpClient http = HttpClient.newHttpClient()) {
      for (LocalStack.Addresses addresses : List.of(stack.addresses(), beside.addresses())) {
        URI health =
            ManagementPort.of(URI.create(addresses.invitation())).resolve("actuator/health/draws");
        HttpResponse<String> answer =
            http.send(HttpRequest.newBuilder(health).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        JsonNode json = JSON.readTree(answer.body());
        assertThat(json.at("/status").asString()).isEqualTo("UP");
        json.findValue("awaited").forEach(rounds::add);
      }
    }
    return rounds;
  }

  /** Anyone with the script alone can check a proof. */
  @Test
  void nodeChecksTheProofOfACandidate() throws Exception {
    assumeTrue(Programs.succeeds("node -v"), "to run this, install Node 20 or later");
    RoundsOperator operator = operators.getFirst();
    PoolId pool = pool("SE");
    operator.plan("SE", 100, 50);
    IntStream.range(0, CANDIDATES).forEach(_ -> enter(pool));
    await()
        .atMost(TIMEOUT)
        .ignoreExceptions() // while partitions move
        .untilAsserted(() -> assertThat(operator.drawable(pool)).isEqualTo(CANDIDATES));
    UUID round = UUID.fromString(operator.order(order(pool)).at("/rounds/0/roundId").asString());
    InvitationIssued issued = awaitIssued(round);
    operator.correct(pool, round, issued.getInvitationId());
    String address = proofOf(pool, round) + "?profileId=" + issued.getProfileId();
    JsonNode proof = operator.get(address);
    assertThat(fromStats(address)).isEqualTo(proof);

    Path file = Files.writeString(directory.resolve("proof.json"), JSON.writeValueAsString(proof));
    Path chain =
        Files.write(
            directory.resolve("chain-info.json"),
            ChainInfo.write(stack.stack().chain().orElseThrow()));
    Path output = directory.resolve("output.txt");
    Process node =
        new ProcessBuilder("node", "../docs/verify-draw.mjs", file.toString(), chain.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();

    assertThat(node.waitFor()).as(Files.readString(output)).isZero();
    assertThat(output).content().contains("corrected", "this invitation was voided: a mistake");
  }

  /** The same request to stats-service, which fetches the answer from invitation-service. */
  private static JsonNode fromStats(String path) throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      URI address = URI.create(stack.addresses().stats() + path);
      HttpResponse<String> answer =
          http.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(200);
      return JSON.readTree(answer.body());
    }
  }

  private static String proofOf(PoolId pool, UUID round) {
    return "/api/v1/rounds/%d/%s/%s/proof"
        .formatted(RoundsOperator.SEASON, pool.getCountry(), round);
  }

  private static PoolId pool(String country) {
    return RoundsOperator.pools(country).getLast();
  }

  private static RunRounds order(PoolId pool) {
    UUID id = UUID.randomUUID();
    return new RunRounds(
        id,
        Upstream.now(),
        pool.getSeason(),
        pool.getCountry(),
        List.of(RoundsOperator.round(id, pool, INVITED)),
        null,
        null);
  }

  private static void enter(PoolId pool) {
    upstream.produce(
        PoolEntered.newBuilder()
            .setEventId(UUID.randomUUID())
            .setOccurredAt(Upstream.now())
            .setPool(pool)
            .setProfileId(UUID.randomUUID())
            .setCandidateId(UUID.randomUUID())
            .setEligibleUntil(LocalDate.parse("2031-02-28"))
            .build());
  }

  /** The first published invitation of the round. */
  private static InvitationIssued awaitIssued(UUID round) {
    return await()
        .atMost(TIMEOUT)
        .until(
            () ->
                upstream.events(Topics.INVITATIONS).stream()
                    .filter(InvitationIssued.class::isInstance)
                    .map(InvitationIssued.class::cast)
                    .filter(issued -> issued.getRoundId().equals(round))
                    .toList(),
            issued -> issued.size() == INVITED)
        .getFirst();
  }

  /** Waits until both instances own some of the countries. */
  private static void awaitCountriesOnBoth() {
    String group = Service.INVITATION.module();
    try (Admin admin =
        Admin.create(Map.of("bootstrap.servers", stack.addresses().bootstrapServers()))) {
      await()
          .atMost(TIMEOUT)
          .untilAsserted(
              () ->
                  assertThat(
                          admin
                              .describeConsumerGroups(List.of(group))
                              .all()
                              .get()
                              .get(group)
                              .members())
                      .hasSize(2)
                      .allSatisfy(member -> assertThat(countriesOf(member)).isNotEmpty()));
    }
  }

  private static List<String> countriesOf(MemberDescription member) {
    Set<Integer> partitions =
        member.assignment().topicPartitions().stream()
            .filter(partition -> partition.topic().equals(Topics.ROUNDS.name()))
            .map(TopicPartition::partition)
            .collect(Collectors.toSet());
    return COUNTRIES.stream()
        .filter(
            country ->
                partitions.contains(
                    BuiltInPartitioner.partitionForKey(
                        PoolIds.country(RoundsOperator.SEASON, country).getBytes(UTF_8),
                        Topics.PARTITIONS)))
        .toList();
  }
}
