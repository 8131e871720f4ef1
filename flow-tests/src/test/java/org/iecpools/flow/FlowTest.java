package org.iecpools.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.iecpools.events.Event;
import org.iecpools.events.InputPosition;
import org.iecpools.events.InvitationDeclined;
import org.iecpools.events.LoiIssued;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.PoolPlan;
import org.iecpools.events.Quota;
import org.iecpools.events.QuotaAnnounced;
import org.iecpools.events.QuotaKind;
import org.iecpools.events.RoundRun;
import org.iecpools.events.SeasonPlanned;
import org.iecpools.stack.Launch;
import org.iecpools.stack.Service;
import org.iecpools.stack.StackOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tests the flow from outside: a fresh stack of processes, a plain producer, and HTTP. */
class FlowTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final JsonMapper JSON = JsonMapper.shared();

  private static TestStack stack;
  private static Upstream upstream;

  @BeforeAll
  static void start() {
    stack = TestStack.start(StackOptions.throwaway());
    upstream = new Upstream(stack.addresses(), stack.tokens());
  }

  @AfterAll
  static void stop() {
    upstream.close();
    stack.close();
  }

  @Test
  void aServiceStartedByADeveloperGetsTheSettingsOfTheStack() {
    Launch launch = stack.stack().launchOf(Service.POOL);

    assertThat(launch.arguments())
        .contains(
            "--server.port=" + URI.create(stack.addresses().pool()).getPort(),
            "--spring.kafka.bootstrap-servers=" + stack.addresses().bootstrapServers(),
            "--iec.registry-url=" + stack.addresses().registry(),
            "--iec.data-dir=" + stack.stack().dataDir().resolve("state/pool-service"),
            "--iec.secrets-dir=" + stack.stack().dataDir().resolve("secrets/pool-service"));
    assertThat(stack.stack().dataDir().resolve("secrets/pool-service")).isDirectory();
  }

  // ---- the five named events alone

  @Test
  void theFiveNamedEventsAloneGiveTheRightNumbers() {
    PoolId pool = PoolIds.parse("2026/EE/WORKING_HOLIDAY");
    List<Event> events = fiveEvents(pool);
    upstream.produce(
        new QuotaAnnounced(
            UUID.randomUUID(), Upstream.now(), pool, new Quota(QuotaKind.NUMBER, 100), null));

    events.forEach(upstream::produce);

    await().atMost(TIMEOUT).untilAsserted(() -> shows(pool, 2, 2, 99));
    assertThat(upstream.row(PoolIds.text(pool)).path("quota").asInt()).isEqualTo(100);
    assertThat(upstream.row(PoolIds.text(pool)).path("quotaSource").asString())
        .isEqualTo("announced");
  }

  @Test
  void repeatedEventsChangeNothing() {
    PoolId pool = PoolIds.parse("2026/LT/WORKING_HOLIDAY");
    List<Event> events = fiveEvents(pool);
    QuotaAnnounced quota =
        new QuotaAnnounced(
            UUID.randomUUID(), Upstream.now(), pool, new Quota(QuotaKind.NUMBER, 100), null);

    for (int time = 0; time < 2; time++) {
      upstream.produce(quota);
      events.forEach(upstream::produce);
    }
    // A marker event on every partition: once it is counted, all earlier records are counted.
    PoolId marker = PoolIds.parse("2026/LT/YOUNG_PROFESSIONALS");
    for (int i = 0; i < 64; i++) {
      upstream.produce(entered(marker, UUID.randomUUID(), UUID.randomUUID()));
    }

    await()
        .atMost(TIMEOUT)
        .untilAsserted(
            () ->
                assertThat(upstream.row(PoolIds.text(marker)).path("candidatesInPool").asInt())
                    .isEqualTo(64));
    await().atMost(TIMEOUT).untilAsserted(() -> shows(pool, 2, 2, 99));
  }

  @Test
  void withoutAnAnnouncementTheShippedQuotaIsUsedAndMarked() {
    PoolId pool = PoolIds.parse("2026/BE/WORKING_HOLIDAY");

    fiveEvents(pool).forEach(upstream::produce);

    await().atMost(TIMEOUT).untilAsserted(() -> shows(pool, 2, 2, 724));
    assertThat(upstream.row(PoolIds.text(pool)).path("quotaSource").asString())
        .isEqualTo("reference");
  }

  @Test
  void aDrawThatSawOtherCandidatesThanAreCountedIsReportedOnTheDashboard() throws Exception {
    PoolId pool = PoolIds.parse("2026/LU/WORKING_HOLIDAY");
    Map<Integer, Long> positions = new HashMap<>();
    for (int i = 0; i < 3; i++) {
      RecordMetadata at = upstream.produce(entered(pool, UUID.randomUUID(), UUID.randomUUID()));
      positions.put(at.partition(), at.offset());
    }
    // Beyond the positions of the draw, so that no draw saw it.
    upstream.produce(entered(pool, UUID.randomUUID(), UUID.randomUUID()));

    upstream.produce(draw(pool, 1, 3, 2, positions));
    await().atMost(TIMEOUT).untilAsserted(() -> differs(pool, 0));
    assertThat(upstream.row(PoolIds.text(pool)).path("anomalies")).isEmpty();

    upstream.produce(draw(pool, 2, 5, 0, positions));
    await().atMost(TIMEOUT).untilAsserted(() -> differs(pool, -4));
    assertThat(upstream.row(PoolIds.text(pool)).at("/anomalies/0/detail").asString())
        .contains("saw 5 candidates in the pool, and these sums count 1");
  }

  private static void differs(PoolId pool, int by) {
    JsonNode difference = upstream.row(PoolIds.text(pool)).path("poolSizeDifference");
    assertThat(difference.isNumber()).isTrue();
    assertThat(difference.asInt()).isEqualTo(by);
  }

  private static RoundRun draw(
      PoolId pool, long seq, int saw, int invited, Map<Integer, Long> positions) throws Exception {
    try (Admin admin =
        Admin.create(Map.of("bootstrap.servers", stack.addresses().bootstrapServers()))) {
      return RoundRun.newBuilder()
          .setEventId(UUID.randomUUID())
          .setOccurredAt(Upstream.now())
          .setPool(pool)
          .setRoundId(UUID.randomUUID())
          .setInvited(invited)
          .setSeq(seq)
          .setPoolSize(saw)
          .setPositions(
              positions.entrySet().stream()
                  .map(at -> new InputPosition("iec.pools", at.getKey(), at.getValue()))
                  .toList())
          .setLog(admin.describeCluster().clusterId().get())
          .build();
    }
  }

  private static void shows(PoolId pool, int candidates, int invitations, int spots) {
    JsonNode row = upstream.row(PoolIds.text(pool));
    assertThat(row.path("candidatesInPool").asInt(-1)).as("candidates").isEqualTo(candidates);
    assertThat(row.path("invitationsIssued").asInt(-1)).as("invitations").isEqualTo(invitations);
    assertThat(row.path("spotsAvailable").asInt(-1)).as("spots").isEqualTo(spots);
  }

  /** Three candidates enter, a round invites two of them, one declines, one gets an LOI. */
  private static List<Event> fiveEvents(PoolId pool) {
    List<UUID> candidates = List.of(UUID.randomUUID(), UUID.randomUUID(), UUID.randomUUID());
    List<UUID> profiles = List.of(UUID.randomUUID(), UUID.randomUUID(), UUID.randomUUID());
    return List.of(
        entered(pool, profiles.get(0), candidates.get(0)),
        entered(pool, profiles.get(1), candidates.get(1)),
        entered(pool, profiles.get(2), candidates.get(2)),
        RoundRun.newBuilder()
            .setEventId(UUID.randomUUID())
            .setOccurredAt(Upstream.now())
            .setPool(pool)
            .setRoundId(UUID.randomUUID())
            .setInvited(2)
            .build(),
        new InvitationDeclined(
            UUID.randomUUID(),
            Upstream.now(),
            pool,
            UUID.randomUUID(),
            profiles.get(0),
            candidates.get(0)),
        new LoiIssued(
            UUID.randomUUID(),
            Upstream.now(),
            pool,
            UUID.randomUUID(),
            profiles.get(1),
            candidates.get(1)));
  }

  // ---- through HTTP

  @Test
  void aProfileSubmittedOverHttpIsDecidedAndVisibleOnTheDashboard() {
    // given an open season
    PoolId pool = PoolIds.parse("2026/IE/WORKING_HOLIDAY");
    upstream.produce(openSeason("IE"));
    upstream.submit(UUID.randomUUID(), "IE");
    await()
        .atMost(TIMEOUT)
        .until(() -> upstream.row(PoolIds.text(pool)).path("candidatesInPool").asInt() == 1);

    // when a profile is posted
    long start = System.nanoTime();
    HttpResponse<String> answer =
        upstream.post(upstream.profilesOf(UUID.randomUUID()), Upstream.profile("IE"));

    // then the response is the decision, and the dashboard changes
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    assertThat(answer.headers().firstValue("Location")).isPresent();
    await()
        .pollInterval(Duration.ofMillis(20))
        .atMost(TIMEOUT)
        .until(() -> upstream.row(PoolIds.text(pool)).path("candidatesInPool").asInt() == 2);
    System.out.printf(
        "submitted, decided and on the dashboard within %d ms%n",
        (System.nanoTime() - start) / 1_000_000);
  }

  @Test
  void aSecondProfileIsAConflict() {
    upstream.produce(openSeason("PT"));
    UUID candidate = UUID.randomUUID();
    upstream.submit(candidate, "PT");

    HttpResponse<String> answer = upstream.submitAgain(candidate, "PT");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(409);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(answer.body()).contains("SECOND_PROFILE");
  }

  @Test
  void aCorrectedRoundIsVisibleToTheHolderAndCountedAndTheNextRoundRuns() {
    // given a round that invited two of three
    PoolId pool = PoolIds.parse("2026/DK/WORKING_HOLIDAY");
    SeasonPlanned planned = openSeason("DK");
    planned
        .getPools()
        .replaceAll(
            plan ->
                PoolPlan.newBuilder(plan)
                    .setFirstRoundAt(Upstream.now().minus(1, ChronoUnit.HOURS))
                    .setRoundCap(0) // weekly rounds invite nobody
                    .build());
    upstream.produce(planned);
    List<UUID> candidates = List.of(UUID.randomUUID(), UUID.randomUUID(), UUID.randomUUID());
    candidates.forEach(candidate -> upstream.submit(candidate, "DK"));
    String rounds = stack.addresses().invitation() + "/api/v1/rounds";
    Map<String, Object> two = order(pool, 2);
    await()
        .atMost(TIMEOUT)
        .until(
            () ->
                JSON.readTree(upstream.post(rounds + "?dryRun=true", two).body())
                        .at("/pools/0/drawable")
                        .asInt()
                    == 3);
    String round = upstream.post(rounds, two).headers().firstValue("Location").orElseThrow();

    // when an operator corrects the size to one
    HttpResponse<String> answer =
        upstream.post(
            stack.addresses().invitation() + round + "/corrections",
            Map.of("reason", "one was meant", "size", 1));

    // then one of the two is back in the pool and sees the reason
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    await()
        .atMost(TIMEOUT)
        .untilAsserted(
            () -> {
              JsonNode row = upstream.row(PoolIds.text(pool));
              assertThat(row.path("invitationsIssued").asInt(-1)).isEqualTo(1);
              assertThat(row.path("candidatesInPool").asInt(-1)).isEqualTo(2);
              assertThat(row.path("openInvitations").asInt(-1)).isEqualTo(1);
              assertThat(row.path("anomalies")).isEmpty();
            });
    await()
        .atMost(TIMEOUT)
        .until(
            () ->
                candidates.stream()
                        .map(
                            candidate ->
                                upstream.get(upstream.profilesOf(candidate)).at("/profiles/0"))
                        .filter(profile -> profile.path("status").asString().equals("ACTIVE"))
                        .map(profile -> profile.at("/invitation/closedReason").asString())
                        .filter("one was meant"::equals)
                        .count()
                    == 1);

    // and the next round draws the two candidates in the pool
    upstream.post(rounds, order(pool, 9));
    await()
        .atMost(TIMEOUT)
        .untilAsserted(
            () -> {
              JsonNode row = upstream.row(PoolIds.text(pool));
              assertThat(row.path("invitationsIssued").asInt(-1)).isEqualTo(3);
              assertThat(row.path("candidatesInPool").asInt(-1)).isZero();
              assertThat(row.path("poolSizeDifference").asInt(-1)).isZero();
            });
  }

  private static Map<String, Object> order(PoolId pool, int size) {
    return Map.of(
        "season",
        pool.getSeason(),
        "country",
        pool.getCountry(),
        "orders",
        List.of(Map.of("pool", PoolIds.text(pool), "size", size)));
  }

  private static SeasonPlanned openSeason(String country) {
    return Upstream.openSeason(country, Upstream.now().plus(1, ChronoUnit.DAYS));
  }

  // ---- invalid records

  @Test
  void aRecordThatCannotBeProcessedBecomesOneDeadLetterWithItsReasonAndTheFlowContinues() {
    PoolId pool = PoolIds.parse("2026/SI/WORKING_HOLIDAY");
    UUID candidate = UUID.randomUUID();
    PoolEntered good = entered(pool, UUID.randomUUID(), candidate);
    String key = candidate.toString();
    RecordMetadata right = upstream.produce(good);

    Map<RecordMetadata, String> bad =
        Map.of(
            upstream.produce("iec.pools", key, "not avro".getBytes(StandardCharsets.UTF_8)),
            "wire format",
            upstream.produce("iec.profiles", key, new byte[] {0, 0x7f, 0, 0, 1, 0}),
            "is not known",
            upstream.produce("iec.responses", key, upstream.encode(good)),
            "does not belong on iec.responses but on iec.pools",
            upstream.produce("iec.applications", "somebody else", upstream.encode(loi(pool))),
            "the key is 'somebody else' but must be",
            upstream.produceTo(
                (right.partition() + 1) % 4, "iec.pools", key, upstream.encode(good)),
            "partitioner=murmur2_random",
            upstream.produce(
                PoolEntered.newBuilder(good)
                    .setOccurredAt(Upstream.now().plus(1, ChronoUnit.HOURS))
                    .build()),
            "more than 5 minutes ahead of the clock",
            upstream.produce("iec.rounds", "2026/SI", new byte[] {9}),
            "wire format",
            upstream.produce("iec.seasons", "2026/SI", new byte[0]),
            "wire format",
            upstream.produce("iec.invitations", key, null),
            "empty");
    // and the flow continues
    upstream.produce(entered(pool, UUID.randomUUID(), candidate));

    await()
        .atMost(TIMEOUT)
        .untilAsserted(
            () -> {
              List<ConsumerRecord<String, byte[]>> letters = upstream.read("iec.dead-letters");
              bad.forEach(
                  (place, reason) ->
                      assertThat(letters)
                          .filteredOn(l -> l.key().equals(text(place)))
                          .as(text(place))
                          .singleElement()
                          .extracting(FlowTest::reason)
                          .asString()
                          .contains(reason));
            });
    await()
        .atMost(TIMEOUT)
        .untilAsserted(
            () ->
                assertThat(upstream.row(PoolIds.text(pool)).path("candidatesInPool").asInt())
                    .isEqualTo(2));
  }

  private static String text(RecordMetadata place) {
    return place.topic() + "/" + place.partition() + "/" + place.offset();
  }

  private static String reason(ConsumerRecord<String, byte[]> letter) {
    return new String(
        letter.headers().lastHeader("iec-dead-letter-reason").value(), StandardCharsets.UTF_8);
  }

  private static LoiIssued loi(PoolId pool) {
    return new LoiIssued(
        UUID.randomUUID(),
        Upstream.now(),
        pool,
        UUID.randomUUID(),
        UUID.randomUUID(),
        UUID.randomUUID());
  }

  private static PoolEntered entered(PoolId pool, UUID profile, UUID candidate) {
    return PoolEntered.newBuilder()
        .setEventId(UUID.randomUUID())
        .setOccurredAt(Upstream.now())
        .setPool(pool)
        .setProfileId(profile)
        .setCandidateId(candidate)
        .setEligibleUntil(LocalDate.parse("2031-02-28"))
        .build();
  }
}
