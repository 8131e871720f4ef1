package org.iecpools.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.iecpools.auditor.Audit;
import org.iecpools.auditor.AuditOptions;
import org.iecpools.auditor.AuditResult;
import org.iecpools.auditor.Difference;
import org.iecpools.events.Category;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.Quota;
import org.iecpools.events.QuotaAnnounced;
import org.iecpools.events.QuotaKind;
import org.iecpools.events.RoundRun;
import org.iecpools.kafka.ClientConfig;
import org.iecpools.stack.Service;
import org.iecpools.stack.StackOptions;
import org.iecpools.track.TrackSource;
import org.iecpools.track.Tracker;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The audit of a pool that is counted here, in a season of which IRCC publishes more pools. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class AuditBesidePublicationsTest {

  private static final Duration TIMEOUT = Duration.ofMinutes(3);
  private static final String COUNTED = "2026/IE/WORKING_HOLIDAY";
  private static final String PUBLISHED = "2026/AD/WORKING_HOLIDAY";
  private static final PoolId POOL = PoolIds.of(Upstream.SEASON, "IE", Category.WORKING_HOLIDAY);

  @TempDir private static Path directory;

  private static TestStack stack;
  private static Upstream upstream;

  @BeforeAll
  static void up() throws Exception {
    stack = TestStack.start(StackOptions.throwaway().only(Set.of(Service.STATS)));
    upstream = new Upstream(stack.addresses(), stack.tokens());
    count();
    publish();
    await()
        .atMost(TIMEOUT)
        .ignoreExceptions()
        .until(
            () ->
                row(COUNTED).path("publishedInvitations").asString("").equals("1,475")
                    && row(COUNTED).path("invitationsIssued").asInt() == 2
                    && row(PUBLISHED).path("source").asString("").equals("published"));
  }

  @AfterAll
  static void down() {
    try (TestStack _ = stack;
        Upstream _ = upstream) {
      // Close order: client, then the broker.
    }
  }

  private static void count() {
    Instant now = Upstream.now();
    upstream.produce(Upstream.openSeason("IE", now.minus(1, ChronoUnit.DAYS)));
    upstream.produce(
        QuotaAnnounced.newBuilder()
            .setEventId(UUID.randomUUID())
            .setOccurredAt(now)
            .setPool(POOL)
            .setQuota(new Quota(QuotaKind.NUMBER, 10_000))
            .build());
    upstream.produceAll(
        IntStream.range(0, 5)
            .mapToObj(
                _ ->
                    PoolEntered.newBuilder()
                        .setEventId(UUID.randomUUID())
                        .setOccurredAt(now.minus(20, ChronoUnit.DAYS))
                        .setPool(POOL)
                        .setProfileId(UUID.randomUUID())
                        .setCandidateId(UUID.randomUUID())
                        .setStay(1)
                        .setEligibleUntil(LocalDate.of(2031, 1, 1))
                        .build())
            .toList());
    upstream.produce(
        RoundRun.newBuilder()
            .setEventId(UUID.randomUUID())
            .setOccurredAt(now.minus(9, ChronoUnit.DAYS))
            .setPool(POOL)
            .setRoundId(UUID.randomUUID())
            .setInvited(2)
            .build());
  }

  private static void publish() throws IOException, InterruptedException {
    Path file =
        Files.writeString(
            directory.resolve("selections.xml"),
            """
            <?xml version="1.0" encoding="utf-8"?>
            <temp>
            <chancesdate><![CDATA[May 22, 2026]]></chancesdate>

            <country location="Andorra" category="wh" code="an">%s</country>
            <country location="Ireland" category="wh" code="ie">%s</country>
            <country location="Recognized Organizations" category="NA" code="none">%s</country>
            </temp>"""
                .formatted(
                    figures("24", "3", "0", "22", 1),
                    figures("10,000", "1,475", "2", "9,000", 2),
                    figures(
                        "Not applicable",
                        "Not Applicable",
                        "Not Applicable",
                        "Not Applicable",
                        0)));
    try (Tracker tracker =
        Tracker.open(
            new Tracker.Settings(
                List.of(new TrackSource.Files(file)),
                "ircc",
                Duration.ofHours(1),
                Duration.ofSeconds(30)),
            stack.addresses().bootstrapServers(),
            ClientConfig.NONE,
            ClientConfig.NONE.registry(URI.create(stack.addresses().registry())),
            InstantSource.system(),
            _ -> {})) {
      assertThat(tracker.poll()).isTrue();
    }
  }

  private static String figures(
      String quota, String invitations, String candidates, String spots, int chances) {
    return "<quota><![CDATA[%s]]></quota><first><![CDATA[Week of January 19, 2026]]></first><second><![CDATA[To be announced]]></second><invitations><![CDATA[%s]]></invitations><candidates><![CDATA[%s]]></candidates><spots><![CDATA[%s]]></spots><chances><![CDATA[%d]]></chances>"
        .formatted(quota, invitations, candidates, spots, chances);
  }

  private static JsonNode row(String pool) {
    return upstream
        .get(stack.addresses().stats() + "/api/v1/dashboard?season=" + Upstream.SEASON)
        .path("rows")
        .valueStream()
        .filter(row -> row.path("pool").asString("").equals(pool))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void everyCellOfTheCountedPoolEqualsTheRecount() {
    AuditResult audit = audit(stack.addresses().stats());

    assertThat(audit.differences()).isEmpty();
    assertThat(audit.equal()).isTrue();
    assertThat(audit.seasons()).containsExactly(Upstream.SEASON);
    assertThat(audit.cells()).as("live and as of three publications").isGreaterThan(3 * 19);
  }

  @ParameterizedTest
  @CsvSource({
    "poolStatus, closed to entries",
    "nextRoundAt, 2026-01-01T00:00:00Z",
    "publishedAt, 2026-01-02T00:00:00-05:00",
  })
  void aFalsifiedColumnOfTheScheduleIsFound(String column, String shown) {
    assertThat(falsified(row -> isCounted(row) && row.put(column, shown) != null))
        .singleElement()
        .satisfies(
            difference -> {
              assertThat(difference.pool()).isEqualTo(COUNTED);
              assertThat(difference.column()).isEqualTo(column);
              assertThat(difference.shown()).isEqualTo(shown);
            });
  }

  @Test
  void aCountedPoolThatIsShownAsPublishedIsFound() {
    assertThat(falsified(row -> isCounted(row) && row.put("source", "published") != null))
        .singleElement()
        .returns(COUNTED, Difference::pool)
        .returns("row", Difference::column)
        .returns("missing", Difference::shown);
  }

  @Test
  void aPublishedPoolThatIsShownAsCountedIsFound() {
    assertThat(falsified(row -> !isCounted(row) && row.put("source", "counted") != null))
        .singleElement()
        .returns(PUBLISHED, Difference::pool)
        .returns("row", Difference::column)
        .returns("missing", Difference::recounted);
  }

  private static boolean isCounted(JsonNode row) {
    return row.path("source").asString("").equals("counted");
  }

  /** The differences of the live table with a falsified row. */
  private static List<Difference> falsified(Predicate<ObjectNode> falsification) {
    try (var falsifying =
        new FalsifyingProxy(
            stack.addresses().stats(), "season=" + Upstream.SEASON, falsification)) {
      return audit(falsifying.url()).differences().stream()
          .filter(difference -> difference.asOf().isEmpty())
          .toList();
    }
  }

  private static AuditResult audit(String stats) {
    return Audit.run(
        AuditOptions.of(
            stack.addresses().bootstrapServers(),
            URI.create(stack.addresses().registry()),
            URI.create(stats)),
        _ -> {});
  }
}
