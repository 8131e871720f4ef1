package org.iecpools.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.iecpools.domain.IdentityDigests;
import org.iecpools.events.Category;
import org.iecpools.events.Event;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.PoolsEvent;
import org.iecpools.events.ProfileRejected;
import org.iecpools.events.ProfileSubmitted;
import org.iecpools.events.RunRounds;
import org.iecpools.kafka.Topics;
import org.iecpools.stack.Component;
import org.iecpools.stack.LocalStack;
import org.iecpools.stack.Service;
import org.iecpools.stack.StackOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One document, one candidate per season, seen from outside: all services as processes, and two
 * instances of pool-service, so that a candidate and a document are often on different ones.
 */
@Tag("long")
class IdentityFlowTest {

  private static final Duration TIMEOUT = Duration.ofMinutes(2);
  private static final List<String> COUNTRIES = List.of("IE", "FR", "CZ", "DE", "PT");
  private static final JsonMapper JSON = JsonMapper.shared();

  private static TestStack stack;
  private static LocalStack beside;
  private static Upstream upstream;
  private static RoundsOperator operator;

  @BeforeAll
  static void up() {
    stack = TestStack.start(StackOptions.throwaway());
    beside = stack.another(Service.POOL);
    upstream = new Upstream(stack.addresses(), stack.tokens());
    operator = new RoundsOperator(stack.addresses(), upstream);
    COUNTRIES.forEach(country -> operator.plan(country, 100, 50));
  }

  @AfterAll
  static void down() {
    try (TestStack _ = stack;
        LocalStack _ = beside;
        Upstream _ = upstream) {
      // Close order: clients, then the second instance, then the rest.
    }
  }

  @Test
  void ofTwoCandidatesWithOneDocumentTheSecondIsRefusedByHttp() {
    UUID one = UUID.randomUUID();
    UUID other = UUID.randomUUID();

    HttpResponse<String> first = submit(one, "IE", "P1234567");
    assertThat(first.statusCode()).as(first.body()).isEqualTo(201);
    HttpResponse<String> second = submit(other, "FR", "P1234567");

    assertThat(second.statusCode()).as(second.body()).isEqualTo(422);
    JsonNode fault = JSON.readTree(second.body()).at("/errors/0");
    assertThat(fault.at("/code").asString()).isEqualTo("IDENTITY_IN_USE");
    assertThat(fault.at("/pointer").asString()).isEqualTo("/identityDigest");
    assertThat(second.body()).doesNotContain(IdentityDigests.text(digest("P1234567")));
    // Neither does what may be read about the candidates.
    for (UUID candidate : List.of(one, other)) {
      for (String address :
          List.of(
              upstream.profilesOf(candidate),
              stack.addresses().pool() + "/api/v1/candidates/" + candidate + "/pools")) {
        assertThat(upstream.ask(address).body())
            .contains(candidate.equals(one) ? "WORKING_HOLIDAY" : "IDENTITY_IN_USE")
            .doesNotContain(IdentityDigests.text(digest("P1234567")));
      }
    }
  }

  @Test
  void aDigestOfAnotherLengthIsRefusedByHttpAndADeadLetterOnKafka() {
    Map<String, Object> body = new HashMap<>(Upstream.profile("IE"));
    body.put("identityDigest", "P1234567");
    HttpResponse<String> answer = upstream.post(upstream.profilesOf(UUID.randomUUID()), body);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(JSON.readTree(answer.body()).at("/errors/0/code").asString())
        .isEqualTo("BAD_DIGEST");
    assertThat(answer.body()).doesNotContain("P1234567");

    ProfileSubmitted wrong =
        ProfileSubmitted.newBuilder(Upstream.submission(UUID.randomUUID(), "IE"))
            .setIdentityDigest(ByteBuffer.allocate(20))
            .build();
    upstream.produce(wrong);

    await()
        .atMost(TIMEOUT)
        .untilAsserted(
            () ->
                assertThat(
                        upstream.read(Topics.DEAD_LETTERS.name()).stream()
                            .map(record -> record.headers().lastHeader("iec-dead-letter-reason"))
                            .map(header -> new String(header.value(), StandardCharsets.UTF_8)))
                    .contains("identityDigest is of 20 bytes; it must be of 32, an HMAC-SHA-256"));
  }

  @Test
  void ofManyCandidatesAtOnceOneEntersPerDocumentAlthoughInstancesAreKilled() {
    List<ProfileSubmitted> submissions = new ArrayList<>();
    for (int document = 0; document < 40; document++) {
      for (int claimant = 0; claimant < 3; claimant++) {
        submissions.add(
            ProfileSubmitted.newBuilder(
                    Upstream.submission(
                        UUID.randomUUID(), COUNTRIES.get((document + claimant) % 4)))
                .setIdentityDigest(digest("many " + document))
                .build());
      }
    }
    List<Event> sent = new ArrayList<>(submissions);
    sent.addAll(submissions.subList(0, 30)); // twice
    Collections.shuffle(sent, new Random(62));

    upstream.produceAll(sent.subList(0, sent.size() / 2));
    stack.stack().kill(Component.POOL_SERVICE);
    upstream.produceAll(sent.subList(sent.size() / 2, sent.size()));
    beside.kill(Component.POOL_SERVICE);

    Set<UUID> profiles =
        submissions.stream().map(ProfileSubmitted::getProfileId).collect(Collectors.toSet());
    await()
        .atMost(TIMEOUT)
        .untilAsserted(() -> assertThat(verdicts(profiles)).hasSize(submissions.size()));
    Map<UUID, PoolsEvent> verdicts = verdicts(profiles);
    Map<ByteBuffer, List<ProfileSubmitted>> byDocument =
        submissions.stream().collect(Collectors.groupingBy(ProfileSubmitted::getIdentityDigest));
    byDocument.forEach(
        (_, claimants) -> {
          List<PoolEntered> entered =
              claimants.stream()
                  .map(profile -> verdicts.get(profile.getProfileId()))
                  .filter(PoolEntered.class::isInstance)
                  .map(PoolEntered.class::cast)
                  .toList();
          assertThat(entered).hasSize(1);
          assertThat(entered.getFirst().getIdentityChecked()).isTrue();
        });
    assertThat(verdicts.values().stream().filter(ProfileRejected.class::isInstance))
        .hasSize(80)
        .allSatisfy(
            rejected ->
                assertThat(((ProfileRejected) rejected).getReasons())
                    .singleElement()
                    .satisfies(
                        reason -> assertThat(reason.getCode()).isEqualTo("IDENTITY_IN_USE")));
    operator.assertAudited();
  }

  @Test
  void aRoundStatesHowManyIdentitiesWereNotChecked() {
    PoolId pool = PoolIds.of(Upstream.SEASON, "PT", Category.WORKING_HOLIDAY);
    for (int i = 0; i < 5; i++) {
      upstream.produce(
          ProfileSubmitted.newBuilder(Upstream.submission(UUID.randomUUID(), "PT"))
              .setIdentityDigest(i < 2 ? null : digest("round " + i))
              .build());
    }
    await().atMost(TIMEOUT).untilAsserted(() -> assertThat(operator.drawable(pool)).isEqualTo(5));

    UUID id = UUID.randomUUID();
    JsonNode ran =
        operator.order(
            new RunRounds(
                id,
                Upstream.now(),
                Upstream.SEASON,
                "PT",
                List.of(RoundsOperator.round(id, pool, 5)),
                null,
                null));

    assertThat(ran.at("/rounds/0/drawable").asInt()).isEqualTo(5);
    assertThat(ran.at("/rounds/0/uncheckedIdentities").asInt()).isEqualTo(2);
    await()
        .atMost(TIMEOUT)
        .untilAsserted(() -> operator.assertVerified(round -> round.pool().equals(pool)));
  }

  private static HttpResponse<String> submit(UUID candidate, String country, String document) {
    Map<String, Object> body = new HashMap<>(Upstream.profile(country));
    body.put("identityDigest", IdentityDigests.text(digest(document)));
    // A service may not know the season yet, and a busy machine may not decide within 2 s.
    return await()
        .atMost(TIMEOUT)
        .until(
            () -> upstream.post(upstream.profilesOf(candidate), body),
            answer ->
                answer.statusCode() != 202
                    && answer.statusCode() != 503
                    && !answer.body().contains("SEASON_NOT_PLANNED")
                    && !answer.body().contains("COUNTRY_NOT_IN_SEASON")
                    && !answer.body().contains("SECOND_PROFILE"));
  }

  /** The first verdict on each of these profiles. */
  private static Map<UUID, PoolsEvent> verdicts(Set<UUID> profiles) {
    Map<UUID, PoolsEvent> verdicts = new HashMap<>();
    for (PoolsEvent event : upstream.events(Topics.POOLS)) {
      switch (event) {
        case PoolEntered e -> verdicts.putIfAbsent(e.getProfileId(), e);
        case ProfileRejected e -> verdicts.putIfAbsent(e.getProfileId(), e);
        default -> {
          // no verdict on a profile
        }
      }
    }
    verdicts.keySet().retainAll(profiles);
    return verdicts;
  }

  /** As docs/upstream.md describes it. */
  private static ByteBuffer digest(String document) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(new byte[32], "HmacSHA256"));
      String text = Upstream.SEASON + "|IE|" + document;
      return ByteBuffer.wrap(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (java.security.GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
