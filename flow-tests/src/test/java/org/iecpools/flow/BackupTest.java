package org.iecpools.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.iecpools.auditor.Audit;
import org.iecpools.auditor.AuditOptions;
import org.iecpools.auditor.AuditResult;
import org.iecpools.auditor.RoundReader;
import org.iecpools.auditor.draw.Finding;
import org.iecpools.auditor.draw.Rounds;
import org.iecpools.backup.BackupFailed;
import org.iecpools.backup.Cluster;
import org.iecpools.backup.Export;
import org.iecpools.backup.Import;
import org.iecpools.backup.Manifest;
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
import org.iecpools.events.RunRounds;
import org.iecpools.events.SeasonPlanned;
import org.iecpools.kafka.ClientConfig;
import org.iecpools.kafka.Principal;
import org.iecpools.kafka.SchemaRegistry.Registered;
import org.iecpools.kafka.Topics;
import org.iecpools.stack.LocalStack;
import org.iecpools.stack.LocalStack.Addresses;
import org.iecpools.stack.Service;
import org.iecpools.stack.StackListener;
import org.iecpools.stack.StackOptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * A stack that authenticates everyone is exported while it runs, and new ones continue from the
 * files: with the same numbers, the rounds that were announced, and another round.
 */
@Tag("long")
class BackupTest {

  private static final Duration TIMEOUT = Duration.ofMinutes(1);
  private static final int CANDIDATES = 4;
  private static final PoolId DRAWN =
      PoolIds.of(RoundsOperator.SEASON, "IE", Category.WORKING_HOLIDAY);

  /** Its first round is due tomorrow. */
  private static final PoolId ANNOUNCED =
      PoolIds.of(RoundsOperator.SEASON, "NL", Category.WORKING_HOLIDAY);

  /** Its first round is announced when the stack is exported, and due shortly after. */
  private static final PoolId DUE =
      PoolIds.of(RoundsOperator.SEASON, "FR", Category.WORKING_HOLIDAY);

  /** Time to export the stack and to end it before the round that is due. */
  private static final Duration TO_EXPORT = Duration.ofSeconds(30);

  @TempDir private static Path directory;
  private static Before before;

  private record Before(
      Instant exportedAt,
      JsonNode dashboard,
      List<Registered> schemas,
      UUID candidate,
      List<RoundScheduled> announced,
      RoundScheduled due) {}

  @BeforeAll
  static void export() throws Exception {
    before = exported(files(), secrets());
  }

  private static Path files() {
    return directory.resolve("export");
  }

  private static Path secrets() {
    return directory.resolve("secrets");
  }

  /** Options of a new stack that begins with the files. */
  private static StackOptions restored(Import backup, Path secrets, List<Import.Result> results) {
    return StackOptions.throwaway()
        .withAuthentication()
        .withSecretsIn(secrets)
        .restoring(
            new StackOptions.Restore(
                backup.manifest().clusterId(),
                (broker, registry, client) ->
                    results.add(
                        backup.writeTo(new Cluster(broker, registry, client), false, _ -> {}))));
  }

  @Test
  void aRestoredStackShowsTheSameNumbersAndContinuesTheSeason() throws Exception {
    // when a new stack is started from the files, with the secret keys of the first one
    Import backup = Import.of(files(), _ -> {});
    List<Import.Result> results = new ArrayList<>();
    try (LocalStack stack =
            LocalStack.start(restored(backup, secrets(), results), StackListener.SILENT);
        Upstream operator = operator(stack)) {
      assertThat(results).singleElement().returns(0L, Import.Result::withoutTimestamp);

      // then schemas and numbers are the same
      assertThat(
              stack
                  .client(Principal.SET_UP)
                  .registry(URI.create(stack.addresses().registry()))
                  .registered())
          .isEqualTo(before.schemas());
      await()
          .atMost(TIMEOUT)
          .ignoreExceptions()
          .untilAsserted(
              () ->
                  assertThat(dashboard(operator, stack, before.exportedAt()))
                      .isEqualTo(before.dashboard()));

      // and the round that was announced runs with the seed that it was announced with
      RoundRun run = awaitRun(operator);
      assertThat(run.getRoundId()).isEqualTo(before.due().getRoundId());
      assertThat(run.getInvited()).isOne();
      assertThat(announcements(operator, run.getRoundId())).containsExactly(before.due());

      // and the next round draws from those who are left
      RoundsOperator rounds = new RoundsOperator(stack.addresses(), operator);
      await().atMost(TIMEOUT).ignoreExceptions().until(() -> rounds.drawable(DRAWN) == 2);
      rounds.order(order(1));
      assertVerified(stack, 3);

      // and the services know everybody
      assertThat(operator.submitAgain(before.candidate(), "NL").statusCode()).isEqualTo(409);
      submitted(operator, "IE");
      await()
          .atMost(TIMEOUT)
          .untilAsserted(
              () -> {
                JsonNode row = operator.row(PoolIds.text(DRAWN));
                assertThat(row.path("candidatesInPool").asInt(-1)).isEqualTo(2);
                assertThat(row.path("invitationsIssued").asInt(-1)).isEqualTo(3);
                assertThat(row.path("poolSizeDifference").asInt(-1)).isZero();
              });
      assertAudited(stack);

      // and no announced round needed another seed
      assertThat(scheduled(operator, ANNOUNCED)).isEqualTo(before.announced());

      // and nothing is imported twice
      assertThatThrownBy(() -> backup.writeTo(cluster(stack), false, _ -> {}))
          .isInstanceOf(BackupFailed.class)
          .hasMessageContainingAll("topic iec.pools exists, with ", "group pool-service has ");
    }
  }

  @Test
  void withoutTheSeedKeysTheRoundIsAnnouncedAgainWithTheReason() throws Exception {
    // given a new stack without the key that the seeds are encrypted with
    Path secrets = directory.resolve("secrets-without-seed-keys");
    copy(secrets(), secrets);
    Path keys = secrets.resolve(Service.INVITATION.module()).resolve("seed-keys");
    Files.delete(keys);
    Import backup = Import.of(files(), _ -> {});
    StackOptions options =
        restored(backup, secrets, new ArrayList<>()).without(Set.of(Service.INVITATION));
    try (LocalStack stack = LocalStack.start(options, StackListener.SILENT);
        Upstream operator = operator(stack)) {
      Path arguments = stack.launchOf(Service.INVITATION).writeTo(directory);

      // then invitation-service refuses to start, and creates no other key
      Path refusal = directory.resolve("refused.log");
      assertThat(SmallJvm.start(List.of("@" + arguments), Map.of(), refusal).waitFor()).isNotZero();
      assertThat(refusal).content().contains("sealed with other keys");
      assertThat(keys).doesNotExist();
      Matcher lost =
          Pattern.compile("IEC_LOST_SEED_KEYS=([0-9a-f,]+)").matcher(Files.readString(refusal));
      assertThat(lost.find()).isTrue();

      // when an operator states that the key is lost
      Path log = directory.resolve("invitation-service.log");
      Process process =
          SmallJvm.start(
              List.of("@" + arguments), Map.of("IEC_LOST_SEED_KEYS", lost.group(1)), log);
      try {
        // then the round runs after it was announced again with another seed
        RoundRun run = awaitRun(operator);
        assertThat(announcements(operator, run.getRoundId()))
            .hasSize(2)
            .startsWith(before.due())
            .last()
            .satisfies(
                again -> {
                  assertThat(again.getCommitment()).isNotEqualTo(before.due().getCommitment());
                  assertThat(again.getReason())
                      .contains("cannot be decrypted with the available keys");
                });
        assertVerified(stack, 2);
      } finally {
        process.destroy();
        process.waitFor();
      }
    }
  }

  /** Runs a round, announces others and exports the stack while it runs. */
  private static Before exported(Path files, Path secrets) throws Exception {
    Instant begin = Instant.now();
    try (LocalStack stack =
            LocalStack.start(StackOptions.throwaway().withAuthentication(), StackListener.SILENT);
        Upstream operator = operator(stack)) {
      Duration start = Duration.between(begin, Instant.now());
      RoundsOperator rounds = new RoundsOperator(stack.addresses(), operator);
      rounds.plan("IE", 100, 50);
      announceRound(operator, ANNOUNCED, Upstream.now().plus(1, ChronoUnit.DAYS));
      for (int i = 0; i < CANDIDATES; i++) {
        submitted(operator, "IE");
      }
      UUID candidate = submitted(operator, "NL");
      await().atMost(TIMEOUT).ignoreExceptions().until(() -> rounds.drawable(DRAWN) == CANDIDATES);
      rounds.order(order(2));
      List<RoundScheduled> announced =
          await().atMost(TIMEOUT).until(() -> scheduled(operator, ANNOUNCED), s -> !s.isEmpty());
      await()
          .atMost(TIMEOUT)
          .until(
              () ->
                  operator.row(PoolIds.text(ANNOUNCED)).path("candidatesInPool").asInt() == 1
                      && operator.row(PoolIds.text(DRAWN)).path("invitationsIssued").asInt() == 2);

      assertThatThrownBy(
              () ->
                  Export.run(
                      new Cluster(
                          stack.addresses().bootstrapServers(),
                          URI.create(stack.addresses().registry()),
                          stack.client(Principal.AUDITOR)),
                      files,
                      Clock.systemUTC(),
                      _ -> {}))
          .isInstanceOf(BackupFailed.class)
          .hasMessageContaining("does not allow this user to see all topics");
      Instant firstRoundAt = Upstream.now().plus(start).plus(TO_EXPORT);
      announceRound(operator, DUE, firstRoundAt);
      submitted(operator, "FR");
      RoundScheduled due =
          await()
              .atMost(TIMEOUT)
              .until(() -> scheduled(operator, DUE), s -> !s.isEmpty())
              .getFirst();
      await()
          .atMost(TIMEOUT)
          .until(() -> operator.row(PoolIds.text(DUE)).path("candidatesInPool").asInt() == 1);
      Export.Result result = Export.run(cluster(stack), files, Clock.systemUTC(), _ -> {});
      System.out.printf(
          "exported %,d records, %,d bytes in %d ms%n",
          result.manifest().records(), result.manifest().bytes(), result.elapsed().toMillis());
      assertThat(result.manifest().topics())
          .extracting(Manifest.ExportedTopic::name)
          .contains("iec.rounds", "iec.statistics", "invitation-service-seeds-changelog");
      assertThat(result.manifest().groups())
          .extracting(Manifest.Group::id)
          .contains("profile-service", "pool-service", "invitation-service", "stats-service");
      copy(stack.secretsDir(), secrets);
      Instant exportedAt = result.manifest().exportedAt();
      assertThat(exportedAt).isBefore(firstRoundAt);
      return new Before(
          exportedAt,
          dashboard(operator, stack, exportedAt),
          stack
              .client(Principal.SET_UP)
              .registry(URI.create(stack.addresses().registry()))
              .registered(),
          candidate,
          announced,
          due);
    }
  }

  private static Cluster cluster(LocalStack stack) {
    return new Cluster(
        stack.addresses().bootstrapServers(),
        URI.create(stack.addresses().registry()),
        stack.client(Principal.SET_UP));
  }

  private static Upstream operator(LocalStack stack) {
    return new Upstream(stack.addresses(), stack.client(Principal.OPERATORS), stack.tokens());
  }

  private static RunRounds order(int size) {
    UUID order = UUID.randomUUID();
    return new RunRounds(
        order,
        Upstream.now(),
        RoundsOperator.SEASON,
        "IE",
        List.of(RoundsOperator.round(order, DRAWN, size)),
        null,
        null);
  }

  /** Announces a season with one pool. */
  private static void announceRound(Upstream operator, PoolId pool, Instant firstRoundAt) {
    Instant now = Upstream.now();
    operator.produce(
        new SeasonPlanned(
            UUID.randomUUID(),
            now,
            RoundsOperator.SEASON,
            pool.getCountry(),
            List.of(
                PoolPlan.newBuilder()
                    .setCategory(pool.getCategory())
                    .setRule(EligibilityRule.newBuilder().build())
                    .setOpensAt(now.minus(2, ChronoUnit.HOURS))
                    .setFirstRoundAt(firstRoundAt)
                    .setPauses(List.of())
                    .setFinalRoundAt(now.plus(100, ChronoUnit.DAYS))
                    .setClosesAt(now.plus(120, ChronoUnit.DAYS))
                    .setRoundCap(1)
                    .build()),
            null));
    operator.produce(
        new QuotaAnnounced(UUID.randomUUID(), now, pool, new Quota(QuotaKind.NUMBER, 20), null));
  }

  private static UUID submitted(Upstream operator, String country) {
    UUID candidate = UUID.randomUUID();
    operator.submit(candidate, country);
    return candidate;
  }

  private static JsonNode dashboard(Upstream operator, LocalStack stack, Instant asOf) {
    return operator
        .get(
            "%s/api/v1/dashboard?season=%d&asOf=%s"
                .formatted(stack.addresses().stats(), RoundsOperator.SEASON, asOf))
        .path("rows");
  }

  private static List<RoundScheduled> scheduled(Upstream operator, PoolId pool) {
    return operator.events(Topics.ROUNDS).stream()
        .filter(RoundScheduled.class::isInstance)
        .map(RoundScheduled.class::cast)
        .filter(round -> round.getPool().equals(pool))
        .toList();
  }

  /** All announcements of a round, in their order. */
  private static List<RoundScheduled> announcements(Upstream operator, UUID round) {
    return scheduled(operator, DUE).stream()
        .filter(announced -> announced.getRoundId().equals(round))
        .toList();
  }

  /** Waits until the first round of {@link #DUE} has run. */
  private static RoundRun awaitRun(Upstream operator) {
    return await()
        .atMost(TIMEOUT.multipliedBy(3))
        .until(
            () ->
                operator.events(Topics.ROUNDS).stream()
                    .filter(RoundRun.class::isInstance)
                    .map(RoundRun.class::cast)
                    .filter(run -> run.getPool().equals(DUE))
                    .toList(),
            runs -> !runs.isEmpty())
        .getFirst();
  }

  private static void assertVerified(LocalStack stack, int rounds) {
    Addresses at = stack.addresses();
    ClientConfig auditor = stack.client(Principal.AUDITOR);
    Rounds read =
        new Rounds(
            RoundReader.read(at.bootstrapServers(), URI.create(at.registry()), auditor, _ -> {}));
    List<Rounds.Known> drawn = read.known().stream().filter(Rounds.Known::drawn).toList();
    assertThat(drawn).hasSize(rounds);
    assertThat(drawn)
        .allSatisfy(
            round ->
                assertThat(read.verify(round).checks())
                    .as("%s", round)
                    .allSatisfy(
                        check -> assertThat(check.finding()).isInstanceOf(Finding.Holds.class)));
  }

  private static void assertAudited(LocalStack stack) {
    Addresses at = stack.addresses();
    AuditResult audit =
        Audit.run(
            AuditOptions.of(
                    at.bootstrapServers(), URI.create(at.registry()), URI.create(at.stats()))
                .authenticatedBy(stack.client(Principal.AUDITOR)),
            _ -> {});
    assertThat(audit.differences()).isEmpty();
    assertThat(audit.equal()).isTrue();
  }

  /** With the permissions, which the services check. */
  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : all.toList()) {
        Path copied = to.resolve(from.relativize(path).toString());
        Files.copy(path, copied, StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }
}
