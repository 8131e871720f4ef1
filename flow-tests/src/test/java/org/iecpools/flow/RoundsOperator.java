package org.iecpools.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.iecpools.auditor.Audit;
import org.iecpools.auditor.AuditOptions;
import org.iecpools.auditor.AuditResult;
import org.iecpools.auditor.RoundReader;
import org.iecpools.auditor.draw.Finding;
import org.iecpools.auditor.draw.Rounds;
import org.iecpools.beacon.BeaconChain;
import org.iecpools.domain.EventIds;
import org.iecpools.events.Category;
import org.iecpools.events.EligibilityRule;
import org.iecpools.events.Pause;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.PoolPlan;
import org.iecpools.events.Quota;
import org.iecpools.events.QuotaAnnounced;
import org.iecpools.events.QuotaKind;
import org.iecpools.events.RoundOrder;
import org.iecpools.events.RunRounds;
import org.iecpools.events.SeasonPlanned;
import org.iecpools.kafka.ClientConfig;
import org.iecpools.stack.LocalStack.Addresses;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An operator who plans seasons and orders rounds, and checks of the results.
 *
 * @param chains the beacons that are trusted when rounds are verified
 */
record RoundsOperator(Addresses at, Upstream upstream, List<BeaconChain> chains) {

  static final int SEASON = 2026;

  private static final Duration TIMEOUT = Duration.ofMinutes(1);
  private static final Duration ASKED_AGAIN = Duration.ofMillis(200);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** For a stack whose draws depend on seeds alone. */
  RoundsOperator(Addresses at, Upstream upstream) {
    this(at, upstream, List.of());
  }

  /** The planned pools of a country in the order of the draw. */
  static List<PoolId> pools(String country) {
    return Stream.of(
            Category.INTERNATIONAL_COOP, Category.YOUNG_PROFESSIONALS, Category.WORKING_HOLIDAY)
        .map(category -> PoolIds.of(SEASON, country, category))
        .toList();
  }

  /**
   * Announces an open season without weekly rounds in the next days, so that all rounds are
   * ordered.
   *
   * @param cap the cap of rounds sized by policy
   */
  void plan(String country, int quota, int cap) {
    Instant now = Upstream.now();
    upstream.produce(
        new SeasonPlanned(
            UUID.randomUUID(),
            now,
            SEASON,
            country,
            pools(country).stream()
                .map(
                    pool ->
                        PoolPlan.newBuilder()
                            .setCategory(pool.getCategory())
                            .setRule(EligibilityRule.newBuilder().build())
                            .setOpensAt(now.minus(2, ChronoUnit.HOURS))
                            .setFirstRoundAt(now.minus(1, ChronoUnit.HOURS))
                            .setPauses(
                                List.of(
                                    new Pause(
                                        now.minus(2, ChronoUnit.HOURS),
                                        now.minus(1, ChronoUnit.MINUTES))))
                            .setFinalRoundAt(now.plus(100, ChronoUnit.DAYS))
                            .setClosesAt(now.plus(120, ChronoUnit.DAYS))
                            .setRoundCap(cap)
                            .build())
                .toList(),
            null));
    pools(country)
        .forEach(
            pool ->
                upstream.produce(
                    new QuotaAnnounced(
                        UUID.randomUUID(), now, pool, new Quota(QuotaKind.NUMBER, quota), null)));
  }

  /**
   * One pool's part of an order, with the id that the HTTP API assigns: both ways order the same
   * round.
   */
  static RoundOrder round(UUID order, PoolId pool, Integer size) {
    return new RoundOrder(pool, EventIds.of("OrderedRound", order, PoolIds.text(pool)), size);
  }

  /** Orders by HTTP, repeated until there is a response; returns the outcome. */
  JsonNode order(RunRounds order) {
    HttpResponse<String> answer =
        await()
            .atMost(TIMEOUT)
            .pollDelay(Duration.ZERO)
            .pollInterval(ASKED_AGAIN)
            // Only refused or broken connections are retried.
            .ignoreExceptionsMatching(e -> e.getCause() instanceof IOException)
            .until(
                () -> upstream.post(at.invitation() + "/api/v1/rounds", body(order)),
                response -> !Set.of(202, 503).contains(response.statusCode()));
    // 200 for a repeat, be it of a request that a kill left without a response.
    assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201);
    return JSON.readTree(answer.body());
  }

  private static Map<String, Object> body(RunRounds order) {
    return Map.of(
        "season",
        order.getSeason(),
        "country",
        order.getCountry(),
        "commandId",
        order.getCommandId(),
        "orders",
        order.getOrders().stream()
            .map(
                one -> {
                  Map<String, Object> round = new HashMap<>();
                  round.put("pool", PoolIds.text(one.getPool()));
                  if (one.getSize() != null) {
                    round.put("size", one.getSize());
                  }
                  return round;
                })
            .toList());
  }

  /**
   * The number of candidates who could be drawn now, according to the country's task; -1 while it
   * does not answer.
   */
  int drawable(PoolId pool) {
    HttpResponse<String> answer =
        upstream.post(
            at.invitation() + "/api/v1/rounds?dryRun=true",
            Map.of(
                "season",
                SEASON,
                "country",
                pool.getCountry(),
                "orders",
                List.of(Map.of("pool", PoolIds.text(pool)))));
    return JSON.readTree(answer.body()).at("/pools/0/drawable").asInt(-1);
  }

  /** Voids an invitation of a round by HTTP; returns the corrected round. */
  JsonNode correct(PoolId pool, UUID round, UUID invitation) {
    HttpResponse<String> answer =
        upstream.post(
            "%s/api/v1/rounds/%d/%s/%s/corrections"
                .formatted(at.invitation(), pool.getSeason(), pool.getCountry(), round),
            Map.of("reason", "a mistake", "invitations", List.of(invitation)));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return JSON.readTree(answer.body());
  }

  /** The response of invitation-service to a path. */
  JsonNode get(String path) {
    HttpResponse<String> answer = upstream.ask(at.invitation() + path);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  boolean isInvitationServiceReady() {
    return upstream.isReady(at.invitation());
  }

  /** The dashboard's numbers of these pools. */
  Map<String, RoundsBook.Numbers> dashboard(Set<String> pools) {
    Map<String, RoundsBook.Numbers> numbers = new HashMap<>();
    for (JsonNode row :
        upstream.get(at.stats() + "/api/v1/dashboard?season=" + SEASON).path("rows")) {
      String pool = row.path("pool").asString();
      if (pools.contains(pool)) {
        numbers.put(
            pool,
            new RoundsBook.Numbers(
                row.path("candidatesInPool").asInt(),
                row.path("invitationsIssued").asInt(),
                row.path("openInvitations").asInt()));
      }
    }
    return numbers;
  }

  /** Waits until the dashboard equals the book in all its pools. */
  void awaitDashboardOf(RoundsBook book) {
    Map<String, RoundsBook.Numbers> numbers = book.numbers();
    await()
        .atMost(TIMEOUT)
        .untilAsserted(() -> assertThat(dashboard(numbers.keySet())).isEqualTo(numbers));
  }

  /** Runs the auditor, which must find no difference. */
  void assertAudited() {
    AuditResult audit =
        Audit.run(
            AuditOptions.of(
                at.bootstrapServers(), URI.create(at.registry()), URI.create(at.stats())),
            _ -> {});
    assertThat(audit.differences()).isEmpty();
    assertThat(audit.equal()).isTrue();
  }

  /** Verifies rounds from the log alone, like {@code ./iec verify-round}. */
  void assertVerified(Predicate<Rounds.Known> which) {
    Rounds rounds =
        new Rounds(
            RoundReader.read(
                at.bootstrapServers(), URI.create(at.registry()), ClientConfig.NONE, _ -> {}),
            chains);
    List<Rounds.Known> drawn =
        rounds.known().stream().filter(Rounds.Known::drawn).filter(which).toList();
    assertThat(drawn).isNotEmpty();
    assertThat(drawn)
        .allSatisfy(
            round ->
                assertThat(rounds.verify(round).checks())
                    .as("%s", round)
                    .allSatisfy(
                        check -> assertThat(check.finding()).isInstanceOf(Finding.Holds.class)));
  }
}
