package org.iecpools.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.iecpools.auditor.Audit;
import org.iecpools.auditor.AuditOptions;
import org.iecpools.auditor.AuditResult;
import org.iecpools.domain.Weeks;
import org.iecpools.events.Category;
import org.iecpools.events.ClockTicked;
import org.iecpools.events.EligibilityRule;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.PoolPlan;
import org.iecpools.events.PublicationMade;
import org.iecpools.events.Quota;
import org.iecpools.events.QuotaAnnounced;
import org.iecpools.events.QuotaKind;
import org.iecpools.events.RowPublished;
import org.iecpools.events.SeasonPlanned;
import org.iecpools.kafka.Topics;
import org.iecpools.stack.Component;
import org.iecpools.stack.Service;
import org.iecpools.stack.StackOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** Two seasons with two times of publication, in simulated time. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class PublicationTimeTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final LocalDate FRIDAY = LocalDate.of(2026, 3, 6);

  /** The clocks change before it. */
  private static final LocalDate NEXT = FRIDAY.plusWeeks(1);

  private static final Instant WEDNESDAY = Instant.parse("2026-03-04T17:00:00Z");
  private static final PoolId AFTERNOON = PoolIds.of(2026, "IE", Category.WORKING_HOLIDAY);
  private static final PoolId MIDNIGHT = PoolIds.of(2027, "IE", Category.WORKING_HOLIDAY);

  private static TestStack stack;
  private static Upstream upstream;
  private static long tick;

  @BeforeAll
  static void up() {
    stack =
        TestStack.start(
            StackOptions.throwaway()
                .inSimulatedTime()
                .only(Set.of(Service.INVITATION, Service.STATS)));
    upstream = new Upstream(stack.addresses(), stack.tokens());
  }

  @AfterAll
  static void down() {
    try (TestStack _ = stack;
        Upstream _ = upstream) {
      // Close order: the client first.
    }
  }

  @Test
  void aSeasonIsPublishedAtItsTimeWhileAnotherOneIsPublishedWhenTheWeekEnds() {
    // given two seasons, one of which is published in the afternoon
    tick(WEDNESDAY);
    announce(AFTERNOON);
    announce(MIDNIGHT);
    set("14:00");
    awaitField(AFTERNOON, "nextPublicationAt", "2026-03-06T14:00:00-05:00");
    awaitField(MIDNIGHT, "nextPublicationAt", "2026-03-06T00:00:00-05:00");

    // when the week ends
    tick(Weeks.end(FRIDAY));

    // then one is published, and the other one stays as it is
    await().atMost(TIMEOUT).until(() -> published(MIDNIGHT).size() == 1);
    assertThat(published(AFTERNOON)).isEmpty();
    assertThat(knownAt(MIDNIGHT, Weeks.end(FRIDAY))).hasSize(1);
    assertThat(knownAt(AFTERNOON, Weeks.end(FRIDAY))).isEmpty();
    assertThat(history(AFTERNOON)).isEmpty();
    awaitField(AFTERNOON, "nextPublicationAt", "2026-03-06T14:00:00-05:00");

    // when another time is set, and the service starts again
    set("09:30");
    stack.stack().restart(Component.STATS_SERVICE);
    await().atMost(TIMEOUT).until(() -> upstream.isReady(stack.addresses().stats()));
    awaitField(AFTERNOON, "nextPublicationAt", "2026-03-06T14:00:00-05:00");
    Instant time = Instant.parse("2026-03-06T19:00:00Z");
    tick(time.plusSeconds(600));

    // then the week is published at the time that was set before it ended
    await().atMost(TIMEOUT).until(() -> published(AFTERNOON).size() == 1);
    assertThat(published(AFTERNOON).getFirst().getPublishedAt()).isEqualTo(time);
    assertThat(knownAt(AFTERNOON, time.minusMillis(1))).isEmpty();
    JsonNode row = knownAt(AFTERNOON, time).getFirst();
    assertThat(row.get("publishedAt").asString()).isEqualTo("2026-03-06T14:00:00-05:00");
    assertThat(row.get("asOf").asString()).isEqualTo("2026-03-06T05:00:00Z");
    assertThat(history(AFTERNOON)).hasSize(1);
    awaitField(AFTERNOON, "nextPublicationAt", "2026-03-13T09:30:00-04:00");

    // when both times of the next week have passed at once
    tick(Instant.parse("2026-03-13T20:00:00Z"));

    // then each season is published at its own
    await().atMost(TIMEOUT).until(() -> published(AFTERNOON).size() == 2);
    assertThat(published(AFTERNOON).getLast().getPublishedAt()).isEqualTo("2026-03-13T13:30:00Z");
    assertThat(published(MIDNIGHT))
        .extracting(RowPublished::getPublishedAt)
        .containsExactly(Weeks.end(FRIDAY), Weeks.end(NEXT));
    assertThat(made())
        .extracting(PublicationMade::getDueBy)
        .endsWith(Weeks.end(FRIDAY), time, Weeks.end(NEXT), Instant.parse("2026-03-13T13:30:00Z"));
    AuditResult audit =
        Audit.run(
            AuditOptions.of(
                stack.addresses().bootstrapServers(),
                URI.create(stack.addresses().registry()),
                URI.create(stack.addresses().stats())),
            _ -> {});
    assertThat(audit.differences()).isEmpty();
    assertThat(audit.equal()).isTrue();
  }

  private static void tick(Instant now) {
    upstream.produce(new ClockTicked("publication times", ++tick, now));
  }

  private static void announce(PoolId pool) {
    Instant at = WEDNESDAY.minusSeconds(3_600);
    upstream.produce(
        SeasonPlanned.newBuilder()
            .setEventId(UUID.randomUUID())
            .setOccurredAt(at)
            .setSeason(pool.getSeason())
            .setCountry(pool.getCountry())
            .setPools(
                List.of(
                    PoolPlan.newBuilder()
                        .setCategory(pool.getCategory())
                        .setRule(EligibilityRule.newBuilder().build())
                        .setOpensAt(at)
                        .setFirstRoundAt(at.plus(Duration.ofDays(60)))
                        .setFinalRoundAt(at.plus(Duration.ofDays(90)))
                        .setClosesAt(at.plus(Duration.ofDays(120)))
                        .build()))
            .build());
    upstream.produce(
        new QuotaAnnounced(UUID.randomUUID(), at, pool, new Quota(QuotaKind.NUMBER, 100), null));
  }

  /** Sets the time of publication as an operator does. */
  private static void set(String time) {
    await()
        .atMost(TIMEOUT)
        .untilAsserted(
            () ->
                assertThat(
                        upstream
                            .post(
                                stack.addresses().invitation() + "/api/v1/publication-times",
                                "time-" + time,
                                Map.of("season", AFTERNOON.getSeason(), "timeOfDay", time))
                            .statusCode())
                    .isIn(200, 201));
  }

  private static void awaitField(PoolId pool, String field, String expected) {
    await()
        .atMost(TIMEOUT)
        .untilAsserted(
            () ->
                assertThat(upstream.row(PoolIds.text(pool)).path(field).asString(""))
                    .isEqualTo(expected));
  }

  private static List<JsonNode> knownAt(PoolId pool, Instant at) {
    return upstream
        .dashboard("?season=%d&knownAt=%s".formatted(pool.getSeason(), at))
        .get("rows")
        .valueStream()
        .toList();
  }

  private static List<JsonNode> history(PoolId pool) {
    return upstream
        .get(stack.addresses().stats() + "/api/v1/pools/" + PoolIds.text(pool) + "/history")
        .get("rows")
        .valueStream()
        .toList();
  }

  private static List<RowPublished> published(PoolId pool) {
    return upstream.events(Topics.PUBLICATIONS).stream()
        .filter(RowPublished.class::isInstance)
        .map(RowPublished.class::cast)
        .filter(row -> row.getPool().equals(pool))
        .toList();
  }

  private static List<PublicationMade> made() {
    return upstream.events(Topics.PUBLICATIONS).stream()
        .filter(PublicationMade.class::isInstance)
        .map(PublicationMade.class::cast)
        .sorted(Comparator.comparing(PublicationMade::getDueBy))
        .toList();
  }
}
