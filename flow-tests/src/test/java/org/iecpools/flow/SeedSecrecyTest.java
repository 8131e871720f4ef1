package org.iecpools.flow;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.iecpools.events.Category;
import org.iecpools.events.EligibilityRule;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.PoolPlan;
import org.iecpools.events.Quota;
import org.iecpools.events.QuotaAnnounced;
import org.iecpools.events.QuotaKind;
import org.iecpools.events.RoundRun;
import org.iecpools.events.RoundScheduled;
import org.iecpools.events.SeasonPlanned;
import org.iecpools.kafka.Topics;
import org.iecpools.stack.Component;
import org.iecpools.stack.LocalStack;
import org.iecpools.stack.StackException;
import org.iecpools.stack.StackListener;
import org.iecpools.stack.StackOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Tests the secrecy of seeds on real processes: nothing reveals a seed before its round, and the
 * effects of a lost key.
 */
@Tag("long")
class SeedSecrecyTest {

  private static final Component INVITATION = Component.INVITATION_SERVICE;
  private static final String SEEDS = "invitation-service-seeds-changelog";
  private static final Duration TIMEOUT = Duration.ofMinutes(2);
  private static final int CANDIDATES = 5;

  /** Time for candidates to enter and for a search of all data. */
  private static final Duration TO_LOOK = Duration.ofSeconds(60);

  /** The time that the stack took to start. A restart of one service takes no longer. */
  private static Duration start;

  private static LocalStack stack;
  private static Upstream upstream;

  @BeforeAll
  static void up() {
    Instant begin = Instant.now();
    stack = LocalStack.start(StackOptions.throwaway(), StackListener.SILENT);
    start = Duration.between(begin, Instant.now());
    upstream = new Upstream(stack.addresses(), stack.tokens());
  }

  @AfterAll
  static void down() {
    try (LocalStack _ = stack;
        Upstream _ = upstream) {
      // Close order: the client first.
    }
  }

  @Test
  void noSeedIsReadableBeforeItsRound() throws Exception {
    // given an announced round with candidates, and a restart of the service since
    PoolId pool = plan("NL", Instant.now().plus(start).plus(TO_LOOK));
    UUID candidate = null;
    for (int i = 0; i < CANDIDATES; i++) {
      candidate = submit("NL");
    }
    RoundScheduled announced = awaitScheduled(pool, 0);
    stack.restart(INVITATION);

    // when everything is collected before the round, and again after it
    Map<String, String> parameters =
        Map.of(
            "season", "2026",
            "country", "NL",
            "category", "WORKING_HOLIDAY",
            "roundId", announced.getRoundId().toString(),
            "candidateId", candidate.toString());
    VisibleData before = VisibleData.of(stack, upstream, parameters);
    assertThat(runs(pool)).as("searched before the round").isEmpty();
    RoundRun run =
        await().atMost(start.plus(TIMEOUT)).until(() -> runs(pool), r -> !r.isEmpty()).getFirst();
    VisibleData after = VisibleData.of(stack, upstream, parameters);

    // then the seed, now revealed, was not visible before
    byte[] seed = run.getSeed().array();
    System.out.printf(
        "searched %s before the round, %d characters%n",
        before, before.contents().values().stream().mapToLong(String::length).sum());
    assertThat(before.locationsOf(seed)).isEmpty();
    assertThat(before.contents().keySet())
        .contains("topic " + SEEDS, "topic __consumer_offsets", "file logs/invitation-service.log")
        .anyMatch(location -> location.startsWith("file state/invitation-service/streams/"))
        .anyMatch(location -> location.startsWith("file broker/" + SEEDS))
        .anyMatch(location -> location.startsWith("file registry/"))
        .anyMatch(location -> location.startsWith("answer 200 of /actuator/prometheus"))
        .anyMatch(location -> location.startsWith("answer 200 of /api/v1/rounds/upcoming"));
    // and the round ran by its first announcement, so the restarted service could decrypt the seed
    assertThat(scheduled(pool, announced.getRoundId())).hasSize(1);
    // and the search finds the seed after the round
    assertThat(after.locationsOf(seed))
        .contains("topic iec.rounds")
        .anyMatch(location -> location.startsWith("file broker/iec.rounds"))
        .anyMatch(location -> location.startsWith("answer 200 of") && location.contains("/proof"));
  }

  @Test
  void aSeedThatAnEarlierVersionStoredUnencryptedIsReplaced() throws Exception {
    // given an announced round whose seed is known and stored in clear, as before encryption
    PoolId pool = plan("DE", Instant.now().plus(1, ChronoUnit.DAYS));
    RoundScheduled first = awaitScheduled(pool, 0);
    ConsumerRecord<String, byte[]> stored = stored(first.getRoundId());
    assertThat(stored.value()).hasSize(69);
    stack.stop(INVITATION);
    byte[] known = new byte[32];
    new SecureRandom().nextBytes(known);
    upstream.produceTo(stored.partition(), SEEDS, stored.key(), known);

    // then the search finds it: the control of the other test
    Map<String, String> contents = new HashMap<>();
    upstream
        .read(SEEDS)
        .forEach(
            r -> {
              if (r.value() != null) {
                contents.merge("topic " + SEEDS, new String(r.value(), ISO_8859_1), String::concat);
              }
            });
    assertThat(new VisibleData(contents).locationsOf(known)).containsExactly("topic " + SEEDS);

    // and after the upgrade the round is announced again with another seed and the reason
    stack.resume(INVITATION);
    RoundScheduled again = awaitScheduled(pool, 1);
    assertThat(again.getRoundId()).isEqualTo(first.getRoundId());
    assertThat(again.getReason()).contains("stored unencrypted");
    assertThat(again.getCommitment()).isNotEqualTo(first.getCommitment());
    await()
        .atMost(TIMEOUT)
        .untilAsserted(() -> assertThat(stored(first.getRoundId()).value()).hasSize(69));
  }

  @Test
  void aStartWithTheWrongKeyIsRefusedAndChangesNothing() throws Exception {
    PoolId pool = plan("IT", Instant.now().plus(1, ChronoUnit.DAYS));
    RoundScheduled first = awaitScheduled(pool, 0);
    Path file = stack.secretsDir().resolve(INVITATION.label()).resolve("seed-keys");
    stack.stop(INVITATION);
    String right = Files.readString(file);

    Files.writeString(file, "0f".repeat(32) + "\n");
    assertThatThrownBy(() -> stack.resume(INVITATION))
        .isInstanceOf(StackException.class)
        .hasMessageContainingAll("sealed with other keys", "IEC_LOST_SEED_KEYS=");
    Files.delete(file);
    assertThatThrownBy(() -> stack.resume(INVITATION))
        .isInstanceOf(StackException.class)
        .hasMessageContaining("sealed with other keys");
    assertThat(file).as("no key is generated").doesNotExist();
    Files.writeString(file, right);
    Files.setPosixFilePermissions(
        file, Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OTHERS_READ));
    assertThatThrownBy(() -> stack.resume(INVITATION))
        .isInstanceOf(StackException.class)
        .hasMessageContaining("others may have read it");
    Files.setPosixFilePermissions(file, Set.of(PosixFilePermission.OWNER_READ));

    stack.resume(INVITATION);
    assertThat(scheduled(pool, first.getRoundId())).hasSize(1);
  }

  /** A caller cannot choose the profile id, so it cannot search for one with a winning ticket. */
  @Test
  void nobodyWinsByChoosingAProfileId() throws Exception {
    PoolId pool = plan("FR", Instant.now().plus(1, ChronoUnit.DAYS));
    RoundScheduled announced = awaitScheduled(pool, 0);

    assertThat(stored(announced.getRoundId()).value()).as("an envelope, no seed").hasSize(69);
    Map<String, Object> body = new HashMap<>(profile("FR"));
    body.put("profileId", UUID.randomUUID().toString());
    HttpResponse<String> answer =
        upstream.post(
            stack.addresses().profile() + "/api/v1/candidates/" + UUID.randomUUID() + "/profiles",
            body);

    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body()).contains("PROFILE_ID_IS_ASSIGNED");
  }

  @Test
  void theStacksFilesAreReadableByTheirOwnerOnly() throws IOException {
    assertThat(Files.getPosixFilePermissions(stack.dataDir()))
        .isSubsetOf(
            PosixFilePermission.OWNER_READ,
            PosixFilePermission.OWNER_WRITE,
            PosixFilePermission.OWNER_EXECUTE);
    try (Stream<Path> all = Files.walk(stack.dataDir())) {
      assertThat(all)
          // Kafka Streams sets mode 750 for its own directories.
          .filteredOn(path -> !path.toString().contains("/streams"))
          .filteredOn(Files::exists)
          .allSatisfy(
              path ->
                  assertThat(Files.getPosixFilePermissions(path))
                      .isSubsetOf(
                          PosixFilePermission.OWNER_READ,
                          PosixFilePermission.OWNER_WRITE,
                          PosixFilePermission.OWNER_EXECUTE));
    }
  }

  private static PoolId plan(String country, Instant firstRoundAt) {
    Instant now = Upstream.now();
    PoolId pool = PoolIds.of(2026, country, Category.WORKING_HOLIDAY);
    upstream.produce(
        new SeasonPlanned(
            UUID.randomUUID(),
            now,
            2026,
            country,
            List.of(
                PoolPlan.newBuilder()
                    .setCategory(pool.getCategory())
                    .setRule(EligibilityRule.newBuilder().build())
                    .setOpensAt(now.minus(2, ChronoUnit.HOURS))
                    .setFirstRoundAt(firstRoundAt.truncatedTo(ChronoUnit.MILLIS))
                    .setPauses(List.of())
                    .setFinalRoundAt(now.plus(100, ChronoUnit.DAYS))
                    .setClosesAt(now.plus(120, ChronoUnit.DAYS))
                    .setRoundCap(1)
                    .build()),
            null));
    upstream.produce(
        new QuotaAnnounced(UUID.randomUUID(), now, pool, new Quota(QuotaKind.NUMBER, 20), null));
    return pool;
  }

  private static UUID submit(String country) {
    UUID candidate = UUID.randomUUID();
    String url = stack.addresses().profile() + "/api/v1/candidates/" + candidate + "/profiles";
    await()
        .atMost(TIMEOUT)
        .untilAsserted(
            () ->
                assertThat(upstream.post(url, profile(country)).statusCode())
                    .isIn(200, 201, 202, 409));
    return candidate;
  }

  private static Map<String, Object> profile(String country) {
    return Map.of(
        "season",
        2026,
        "citizenship",
        country,
        "birthDate",
        "1999-05-05",
        "residence",
        country,
        "wanted",
        List.of("WORKING_HOLIDAY"));
  }

  private static RoundScheduled awaitScheduled(PoolId pool, int revision) {
    return await()
        .atMost(TIMEOUT)
        .until(
            () ->
                upstream.events(Topics.ROUNDS).stream()
                    .filter(RoundScheduled.class::isInstance)
                    .map(RoundScheduled.class::cast)
                    .filter(s -> s.getPool().equals(pool) && s.getRevision() == revision)
                    .toList(),
            found -> !found.isEmpty())
        .getFirst();
  }

  private static List<RoundScheduled> scheduled(PoolId pool, UUID round) {
    return upstream.events(Topics.ROUNDS).stream()
        .filter(RoundScheduled.class::isInstance)
        .map(RoundScheduled.class::cast)
        .filter(s -> s.getPool().equals(pool) && s.getRoundId().equals(round))
        .toList();
  }

  private static List<RoundRun> runs(PoolId pool) {
    return upstream.events(Topics.ROUNDS).stream()
        .filter(RoundRun.class::isInstance)
        .map(RoundRun.class::cast)
        .filter(run -> run.getPool().equals(pool))
        .toList();
  }

  /** The last record of a round's seed in the changelog. */
  private static ConsumerRecord<String, byte[]> stored(UUID round) {
    return upstream.read(SEEDS).stream()
        .filter(r -> r.key().endsWith(round.toString()))
        .reduce((_, last) -> last)
        .orElseThrow();
  }
}
