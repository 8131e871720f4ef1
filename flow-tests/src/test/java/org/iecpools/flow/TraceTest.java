package org.iecpools.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.iecpools.events.Category;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.RunRounds;
import org.iecpools.flow.OtlpReceiver.Received;
import org.iecpools.kafka.Topics;
import org.iecpools.stack.Role;
import org.iecpools.stack.StackOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Traces of running services, as a collector receives them. The first test writes {@code
 * target/trace.svg}, the picture of docs/tracing.md.
 */
@Tag("long")
class TraceTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  /** The most records that continue one span, as docs/tracing.md states. */
  private static final int MOST_CONTINUED = 20;

  private static final int CANDIDATES = 50;

  private static final int WARM_UP = 30;

  private static final String SUBMIT = "POST /api/v1/candidates/{candidateId}/profiles";

  private static OtlpReceiver receiver;
  private static TestStack stack;
  private static Upstream upstream;
  private static RoundsOperator operator;

  @BeforeAll
  static void start() throws IOException {
    receiver = new OtlpReceiver();
    stack = TestStack.start(StackOptions.throwaway().withTracesTo(receiver.address()));
    upstream = new Upstream(stack.addresses(), stack.tokens());
    operator = new RoundsOperator(stack.addresses(), upstream);
  }

  @AfterAll
  static void stop() {
    upstream.close();
    stack.close();
    receiver.close();
  }

  @Test
  void aPostedProfileIsOneTraceThroughAllServicesToTheDashboardRow() throws Exception {
    PoolId pool = planned("IE");
    UUID candidate = UUID.randomUUID();
    // Services that have just started take ten times as long for the first profiles.
    for (int i = 0; i < WARM_UP; i++) {
      submitted(UUID.randomUUID(), "IE");
    }

    String client = submitted(candidate, "IE");

    Received first = received(SUBMIT, span -> span.linked().contains(client));
    String trace = first.trace();
    Received shown = received("follow iec.statistics", of("stats-service", trace));
    Received relayed =
        received(
            "process invitation-service-by-country-repartition", of("invitation-service", trace));
    received("process iec.pools", of("profile-service", trace));
    assertThat(labels(receiver.path(shown)))
        .containsExactly(
            "stats-service: follow iec.statistics",
            "stats-service: process iec.pools",
            "pool-service: process iec.profiles",
            "profile-service: send iec.profiles",
            "profile-service: " + SUBMIT);
    assertThat(labels(receiver.path(relayed)))
        .containsExactly(
            "invitation-service: process invitation-service-by-country-repartition",
            "invitation-service: process iec.pools",
            "pool-service: process iec.profiles",
            "profile-service: send iec.profiles",
            "profile-service: " + SUBMIT);
    assertThat(upstream.row(PoolIds.text(pool)).path("candidatesInPool").asInt())
        .isEqualTo(WARM_UP + 1);

    // The client's trace is linked, and not continued.
    assertThat(first.parent()).isEmpty();
    assertThat(receiver.ofTrace(client)).isEmpty();

    assertNothingPersonal(candidate);
    Files.writeString(Path.of("target", "trace.svg"), TracePicture.of(receiver.ofTrace(trace)));
  }

  @Test
  void aRoundIsOneTraceAcrossTheDrawWithALimitedNumberOfInvitations() throws Exception {
    PoolId pool = planned("FR");
    upstream.produceAll(IntStream.range(0, CANDIDATES).mapToObj(_ -> entered(pool)).toList());
    await()
        .atMost(TIMEOUT)
        .ignoreExceptions()
        .until(() -> operator.drawable(pool), drawable -> drawable == CANDIDATES);
    UUID order = UUID.randomUUID();

    operator.order(
        new RunRounds(
            order,
            Upstream.now(),
            RoundsOperator.SEASON,
            "FR",
            List.of(RoundsOperator.round(order, pool, CANDIDATES)),
            null,
            null));

    await()
        .atMost(TIMEOUT)
        .until(() -> upstream.events(Topics.INVITATIONS).size(), issued -> issued >= CANDIDATES);
    Received invited = received("process iec.invitations", service("stats-service"));
    String trace = invited.trace();
    assertThat(labels(receiver.path(invited)))
        .containsExactly(
            "stats-service: process iec.invitations",
            "invitation-service: process iec.rounds",
            "invitation-service: process iec.round-commands",
            "invitation-service: send iec.round-commands",
            "invitation-service: POST /api/v1/rounds");

    Received run = received("follow iec.rounds", of("stats-service", trace).and(isA("RoundRun")));
    assertThat(labels(receiver.path(run)))
        .containsExactly(
            "stats-service: follow iec.rounds",
            "invitation-service: process iec.rounds",
            "invitation-service: process iec.round-commands",
            "invitation-service: send iec.round-commands",
            "invitation-service: POST /api/v1/rounds");

    // A service exports spans in order, so all earlier ones are here with that of a later profile.
    submitted(UUID.randomUUID(), "FR");
    received("process iec.profiles", service("pool-service").and(after(invited)));
    assertThat(receiver.ofTrace(trace).stream().filter(service("pool-service")))
        .filteredOn(span -> isA("InvitationIssued").test(span))
        .as("invitations; the run of the round is the first record that continues its span")
        .hasSize(MOST_CONTINUED - 1);
    assertThat(receiver.ofTrace(trace)).hasSizeLessThan(10 * MOST_CONTINUED);
  }

  /** Announces a season in which only one pool is used. */
  private static PoolId planned(String country) {
    operator.plan(country, 1_000, 1_000);
    PoolId pool = PoolIds.of(RoundsOperator.SEASON, country, Category.WORKING_HOLIDAY);
    await()
        .atMost(TIMEOUT)
        .ignoreExceptions()
        .until(() -> operator.drawable(pool), drawable -> drawable == 0);
    return pool;
  }

  private static PoolEntered entered(PoolId pool) {
    return PoolEntered.newBuilder()
        .setEventId(UUID.randomUUID())
        .setOccurredAt(Upstream.now())
        .setPool(pool)
        .setProfileId(UUID.randomUUID())
        .setCandidateId(UUID.randomUUID())
        .setEligibleUntil(LocalDate.parse("2031-02-28"))
        .build();
  }

  /**
   * Submits a profile, again while a service does not know the season yet.
   *
   * @return id of the trace in which the client sent it, with the wish to be sampled
   */
  private static String submitted(UUID candidate, String country) {
    String client = UUID.randomUUID().toString().replace("-", "");
    await()
        .atMost(TIMEOUT)
        .untilAsserted(
            () -> {
              HttpResponse<String> answer = submit(candidate, country, client);
              assertThat(answer.statusCode()).as(answer.body()).isIn(201, 202);
            });
    return client;
  }

  private static HttpResponse<String> submit(UUID candidate, String country, String client)
      throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
          HttpRequest.newBuilder(
                  URI.create(
                      "%s/api/v1/candidates/%s/profiles"
                          .formatted(stack.addresses().profile(), candidate)))
              .header("Authorization", "Bearer " + stack.tokens().of(Role.UPSTREAM))
              .header("Content-Type", "application/json")
              .header("traceparent", "00-%s-00f067aa0ba902b7-01".formatted(client))
              .header("baggage", "note=anything")
              .POST(
                  HttpRequest.BodyPublishers.ofString(
                      """
                      {"season": 2026, "citizenship": "%s", "birthDate": "2000-06-15", "residence": "%s",
                       "wanted": ["WORKING_HOLIDAY"], "timeZone": "Europe/Dublin"}
                      """
                          .formatted(country, country)))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  /** Spans have only these attributes, and nothing about the candidate is in what was exported. */
  private static void assertNothingPersonal(UUID candidate) {
    assertThat(receiver.spans())
        .flatExtracting(span -> span.attributes().keySet())
        .isSubsetOf(
            Set.of(
                "http.request.method",
                "http.route",
                "http.response.status_code",
                "url.scheme",
                "iec.event.type",
                "messaging.system",
                "messaging.destination.name",
                "messaging.destination.partition.id",
                "messaging.kafka.offset",
                "messaging.operation.name",
                "messaging.operation.type"));
    assertThat(receiver.bodies())
        .allSatisfy(
            body ->
                assertThat(body)
                    .doesNotContain(candidate.toString())
                    .doesNotContain("2000-06-15")
                    .doesNotContain("Europe/Dublin")
                    .doesNotContain("note=anything")
                    .doesNotContain(stack.tokens().of(Role.UPSTREAM)));
  }

  /** Waits for a span and its ancestors. Each service exports every five seconds. */
  private static Received received(String name, Predicate<Received> which) {
    return await(name)
        .atMost(TIMEOUT)
        .until(
            () ->
                receiver.spans().stream()
                    .filter(span -> span.name().equals(name))
                    .filter(which)
                    .filter(span -> receiver.path(span).getLast().parent().isEmpty())
                    .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  private static List<String> labels(List<Received> spans) {
    return spans.stream().map(Received::label).toList();
  }

  private static Predicate<Received> service(String name) {
    return span -> span.service().equals(name);
  }

  private static Predicate<Received> of(String service, String trace) {
    return service(service).and(span -> span.trace().equals(trace));
  }

  private static Predicate<Received> isA(String type) {
    return span -> span.type().equals(Optional.of(type));
  }

  private static Predicate<Received> after(Received other) {
    return span -> span.begin() > other.end();
  }
}
