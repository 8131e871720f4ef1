package org.iecpools.invitation.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.iecpools.invitation.stream.Harness.only;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.iecpools.domain.SeasonBook;
import org.iecpools.events.ClockTicked;
import org.iecpools.events.InvitationIssued;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.RoundRun;
import org.iecpools.invitation.stream.Announcements;
import org.iecpools.invitation.stream.ChangeLog;
import org.iecpools.invitation.stream.DeadLetterReads;
import org.iecpools.invitation.stream.Harness;
import org.iecpools.invitation.stream.OrderLog;
import org.iecpools.kafka.DeadLetterLog;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kit.access.TestTokens;
import org.iecpools.kit.clock.ServiceClock;
import org.iecpools.kit.web.Api;
import org.iecpools.kit.web.ManagementPaths;
import org.iecpools.kit.web.Peers;
import org.iecpools.kit.web.WebOnly;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.http.MediaType;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.web.context.WebApplicationContext;

@SpringBootTest(
    classes = ApiDescriptionTest.HttpOnly.class,
    properties = "management.endpoint.health.validate-group-membership=false")
@DirtiesContext(classMode = DirtiesContext.ClassMode.AFTER_EACH_TEST_METHOD)
class ApiDescriptionTest {

  private static final String SEASONS = "POST /api/v1/seasons";
  private static final String QUOTAS = "POST /api/v1/quotas";
  private static final String PUBLICATION_TIMES = "POST /api/v1/publication-times";
  private static final String WITHDRAWALS = "POST /api/v1/withdrawals";
  private static final String ANNOUNCEMENTS = "GET /api/v1/announcements";
  private static final String ORDERS = "POST /api/v1/rounds";
  private static final String ROUNDS = "GET /api/v1/rounds";
  private static final String UPCOMING = "GET /api/v1/rounds/upcoming";
  private static final String ROUND = "GET /api/v1/rounds/{season}/{country}/{roundId}";
  private static final String PROOF = ROUND + "/proof";
  private static final String BUNDLE = ROUND + "/bundle";
  private static final String CORRECTIONS = ROUND.replace("GET", "POST") + "/corrections";
  private static final String INVITATIONS = "/api/v1/candidates/{candidateId}/invitations";
  private static final String ACCEPT = INVITATIONS + "/{invitationId}/accept";
  private static final String DECLINE = INVITATIONS + "/{invitationId}/decline";

  /** The HTTP API in front of the topology, in memory. */
  @WebOnly
  static class HttpOnly {
    @Bean(destroyMethod = "close")
    Harness harness() {
      return new Harness();
    }

    @Bean
    SeasonBook seasonBook() {
      return new SeasonBook();
    }

    @Bean
    Announcements announcements() {
      return new Announcements();
    }

    @Bean
    ChangeLog changes() {
      return new ChangeLog();
    }

    @Bean
    OrderLog orderLog() {
      return new OrderLog();
    }

    @Bean
    IdempotencyKeys keys(OrderLog orders, Announcements announcements) {
      return new IdempotencyKeys(orders, announcements);
    }

    @Bean
    ServiceClock clock(Harness it) {
      return it.clock;
    }

    @Bean
    Publishing publishing(Harness it, OrderLog orders, ChangeLog changes) {
      return new Publishing(
          (event, _) -> {
            it.give(event);
            return CompletableFuture.completedFuture(null);
          },
          (order, by) -> {
            orders.apply(order);
            changes.apply(order, by);
            it.order(order);
            return CompletableFuture.completedFuture(null);
          },
          _ -> true);
    }

    @Bean
    Peers peers() {
      return new Peers(
          "here:1",
          new Peers.Directory() {
            @Override
            public Optional<URI> owner(String store, String key) {
              return Optional.empty();
            }

            @Override
            public List<URI> others() {
              return List.of();
            }
          });
    }

    @Bean
    SeasonsController seasons(
        Publishing publishing,
        SeasonBook book,
        Announcements announcements,
        IdempotencyKeys keys,
        ChangeLog changes,
        Harness it) {
      return new SeasonsController(
          new AnnouncementReader(book, keys, it.clock),
          new AnnouncementPublisher(publishing, keys, book, announcements, changes),
          announcements,
          it.clock);
    }

    @Bean
    Orders orders(Publishing publishing, IdempotencyKeys keys, Harness it) {
      return new Orders(publishing, keys, it.reads, it.roundLog, Duration.ZERO);
    }

    @Bean
    RoundsController rounds(
        Orders orders, Peers peers, SeasonBook book, IdempotencyKeys keys, Harness it) {
      return new RoundsController(
          new RoundOrderReader(book, keys, it.clock),
          orders,
          new DryRuns(it.questions),
          peers,
          it.roundLog,
          it.clock);
    }

    @Bean
    ConsolePage consolePage() {
      return new ConsolePage();
    }

    @Bean
    ManagementPaths managementPaths() {
      return ConsolePage.PATHS;
    }

    @Bean
    ConsoleController console(SeasonBook book, ChangeLog changes, Harness it) {
      return new ConsoleController(
          book, changes, it.roundLog, new StatsClient(Optional.empty()), it.clock);
    }

    @Bean
    DeadLettersController deadLetters() {
      return new DeadLettersController(
          new DeadLetterReads(
              () -> {
                throw new DeadLetterLog.Unreadable("there is no broker");
              }),
          new EventCodec(EventCodec.inMemory()));
    }

    @Bean
    ProofsController proofs(Peers peers, Harness it) {
      return new ProofsController(it.roundLog, it.reads, peers);
    }

    @Bean
    BundlesController bundles(Peers peers, Harness it) {
      return new BundlesController(
          it.roundLog,
          it.reads,
          peers,
          new Installation("log", List.of()),
          new PublishedRounds(Optional.empty()));
    }

    @Bean
    CorrectionsController corrections(Orders orders, Peers peers, Harness it) {
      return new CorrectionsController(orders, peers, it.roundLog, it.clock);
    }

    @Bean
    InvitationsController invitations(Publishing publishing, Peers peers, Harness it) {
      return new InvitationsController(publishing, it.reads, peers, it.clock);
    }
  }

  @Autowired private WebApplicationContext context;
  @Autowired private Harness it;
  private MockMvcTester http;
  private Api api;

  @BeforeEach
  void ask() throws Exception {
    http = TestTokens.permitted(context);
    api = Api.of(context);
  }

  @Test
  void theDescriptionIsCompleteAndMatchesWhatIsServed() throws Exception {
    assertThat(api.operations())
        .containsExactlyInAnyOrder(
            SEASONS,
            QUOTAS,
            PUBLICATION_TIMES,
            WITHDRAWALS,
            ANNOUNCEMENTS,
            ORDERS,
            ROUNDS,
            UPCOMING,
            ROUND,
            PROOF,
            BUNDLE,
            CORRECTIONS,
            "GET " + INVITATIONS,
            "POST " + ACCEPT,
            "POST " + DECLINE);
    assertThat(api.faults()).isEmpty();
    api.isCommitted("invitation-service");
  }

  @Test
  void theExamplesAreAcceptedAndAnsweredAsDescribed() {
    assertThat(example(SEASONS)).isEmpty();
    assertThat(example(QUOTAS)).isEmpty();
    assertThat(example(PUBLICATION_TIMES)).isEmpty();
    it.pass(Duration.ofMillis(50));
    PoolEntered entered = it.enters();

    assertThat(example(ORDERS)).isEmpty();

    MvcTestResult rounds = http.get().uri("/api/v1/rounds?season=2026&country=IE").exchange();
    assertThat(api.faults(ROUNDS, 200, body(rounds))).isEmpty();
    MvcTestResult upcoming = http.get().uri("/api/v1/rounds/upcoming?season=2026").exchange();
    assertThat(body(upcoming)).contains("2026/IE/WORKING_HOLIDAY", "commitment");
    assertThat(api.faults(UPCOMING, 200, body(upcoming))).isEmpty();
    MvcTestResult elsewhere = http.get().uri("/api/v1/rounds/upcoming?country=FR").exchange();
    assertThat(body(elsewhere)).doesNotContain("commitment");
    MvcTestResult nowhere = http.get().uri("/api/v1/rounds/upcoming?country=XX").exchange();
    assertThat(api.faults(UPCOMING, 400, body(nowhere))).isEmpty();
    String id =
        it.roundLog.run("2026/IE").stream()
            .findFirst()
            .map(run -> run.getRoundId().toString())
            .orElseThrow();
    MvcTestResult round = http.get().uri("/api/v1/rounds/2026/IE/" + id).exchange();
    assertThat(api.faults(ROUND, 200, body(round))).isEmpty();
    MvcTestResult proof =
        http.get()
            .uri(
                "/api/v1/rounds/2026/IE/%s/proof?profileId=%s"
                    .formatted(id, entered.getProfileId()))
            .exchange();
    assertThat(api.faults(PROOF, 200, body(proof))).isEmpty();
    MvcTestResult bundle =
        http.get().uri("/api/v1/rounds/2026/IE/%s/bundle".formatted(id)).exchange();
    assertThat(body(bundle)).contains("NO_BUNDLE");
    assertThat(api.faults(BUNDLE, 404, body(bundle))).isEmpty();
    MvcTestResult dryRun = post("/api/v1/rounds?dryRun=true", api.requestExample(ORDERS));
    assertThat(api.faults(ORDERS, 200, body(dryRun))).isEmpty();
    assertThat(api.faults(ORDERS, 200, body(post("/api/v1/rounds", api.requestExample(ORDERS)))))
        .as("a repeat")
        .isEmpty();
  }

  @Test
  void announcementsAndTheirWithdrawalAreAsDescribed() {
    example(SEASONS);
    String announced = body(http.get().uri("/api/v1/announcements?season=2026").exchange());
    String id = announced.replaceFirst("(?s).*?\"eventId\":\"([^\"]+)\".*", "$1");

    MvcTestResult unknown = post("/api/v1/withdrawals", api.requestExample(WITHDRAWALS));
    MvcTestResult withdrawn =
        post(
            "/api/v1/withdrawals",
            "{\"announcement\": \"%s\", \"reason\": \"a mistake\"}".formatted(id));
    MvcTestResult after = http.get().uri("/api/v1/announcements").exchange();

    assertThat(api.faults(ANNOUNCEMENTS, 200, announced)).isEmpty();
    assertThat(api.faults(WITHDRAWALS, 404, body(unknown))).isEmpty();
    assertThat(api.faults(WITHDRAWALS, 201, body(withdrawn))).isEmpty();
    assertThat(api.faults(ANNOUNCEMENTS, 200, body(after))).isEmpty();
    assertThat(body(after)).contains("withdrawnAt");
  }

  @Test
  void aDuplicateFieldIsABadRequestThatNamesIt() {
    for (String path :
        List.of(
            "/api/v1/seasons",
            "/api/v1/quotas",
            "/api/v1/publication-times",
            "/api/v1/rounds",
            "/api/v1/withdrawals")) {
      MvcTestResult answer =
          post(path, "{\"pool\": \"2026/IE/WORKING_HOLIDAY\", \"quota\": 1, \"quota\": 2}");

      assertThat(answer).as(path).hasStatus(400);
      assertThat(body(answer)).contains("quota", "MALFORMED_JSON");
    }
    assertThat(post("/api/v1/quotas", "{} {}")).hasStatus(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2021-02-28T12:00:00Z", "2026-12-31T23:59:59Z", "2032-02-29T12:00:00Z"})
  void theExamplesAreAcceptedInEveryYear(String day) throws Exception {
    Api then = api.inYear(Instant.parse(day).atZone(ZoneOffset.UTC).getYear());
    ServiceClock clock = ServiceClock.simulated(); // a new one, as it never goes back
    clock.accept(new ClockTicked("test", 1L, Instant.parse(day)));
    SeasonBook book = new SeasonBook();
    Announcements announcements = new Announcements();
    IdempotencyKeys keys = new IdempotencyKeys(new OrderLog(), announcements);
    Publishing publishing =
        new Publishing(
            (_, _) -> CompletableFuture.completedFuture(null), (_, _) -> null, _ -> true);
    SeasonsController season =
        new SeasonsController(
            new AnnouncementReader(book, keys, clock),
            new AnnouncementPublisher(publishing, keys, book, announcements, new ChangeLog()),
            announcements,
            clock);
    for (String operation : List.of(SEASONS, QUOTAS, PUBLICATION_TIMES)) {
      assertThat(
              MockMvcTester.of(season)
                  .post()
                  .uri(operation.substring("POST ".length()))
                  .contentType(MediaType.APPLICATION_JSON)
                  .content(then.requestExample(operation)))
          .as(operation)
          .hasStatus(201);
    }
    assertThat(then.faults()).isEmpty();
  }

  @Test
  void invitationsAndAnswersAreAsDescribed() {
    example(SEASONS);
    example(QUOTAS);
    it.pass(Duration.ofMillis(50));
    it.enters();
    it.order(it.command(1));
    it.pass(Duration.ofMillis(100));
    InvitationIssued one = only(it.invitations, InvitationIssued.class).getFirst();

    MvcTestResult all = http.get().uri(INVITATIONS, one.getCandidateId()).exchange();
    MvcTestResult accepted =
        http.post().uri(ACCEPT, one.getCandidateId(), one.getInvitationId()).exchange();
    MvcTestResult tooLate =
        http.post().uri(DECLINE, one.getCandidateId(), one.getInvitationId()).exchange();

    assertThat(api.faults("GET " + INVITATIONS, 200, body(all))).isEmpty();
    assertThat(api.faults("POST " + ACCEPT, 200, body(accepted))).isEmpty();
    assertThat(api.faults("POST " + DECLINE, 409, body(tooLate))).isEmpty();
  }

  @Test
  void aCorrectionAndItsEffectsAreAsDescribed() {
    example(SEASONS);
    example(QUOTAS);
    it.pass(Duration.ofMillis(50));
    PoolEntered entered = it.enters();
    it.order(it.command(1));
    it.pass(Duration.ofMillis(100));
    String round =
        "/api/v1/rounds/2026/IE/" + only(it.rounds, RoundRun.class).getFirst().getRoundId();

    MvcTestResult refused = post(round + "/corrections", api.requestExample(CORRECTIONS));
    MvcTestResult corrected =
        post(round + "/corrections", "{\"reason\": \"a mistake\", \"size\": 0}");
    MvcTestResult proof =
        http.get().uri(round + "/proof?profileId=" + entered.getProfileId()).exchange();
    MvcTestResult all = http.get().uri(INVITATIONS, entered.getCandidateId()).exchange();

    assertThat(api.faults(CORRECTIONS, 409, body(refused))).isEmpty();
    assertThat(api.faults(CORRECTIONS, 201, body(corrected))).isEmpty();
    assertThat(api.faults(ROUND, 200, body(http.get().uri(round).exchange()))).isEmpty();
    assertThat(api.faults(PROOF, 200, body(proof))).isEmpty();
    assertThat(api.faults("GET " + INVITATIONS, 200, body(all))).isEmpty();
  }

  @Test
  void problemsAreAsDescribed() {
    MvcTestResult bad = post("/api/v1/seasons", "{}");
    MvcTestResult unknown =
        http.get().uri("/api/v1/rounds/2026/IE/" + UUID.randomUUID()).exchange();
    MvcTestResult noSeason = http.get().uri("/api/v1/rounds?country=IE").exchange();

    assertThat(api.faults(SEASONS, 422, body(bad))).isEmpty();
    assertThat(api.faults(ROUND, 404, body(unknown))).isEmpty();
    assertThat(api.faults(ROUNDS, 400, body(noSeason))).isEmpty();
  }

  @Test
  void requiredFieldsAreDescribedAsRequired() {
    assertThat(body(post("/api/v1/seasons", "{}")))
        .contains("/season", "/country", "/pools")
        .doesNotContain("UNKNOWN_FIELD");
    assertThat(required("Season")).containsExactlyInAnyOrder("season", "country", "pools");
    assertThat(body(post("/api/v1/quotas", "{}"))).contains("/pool", "/quota");
    assertThat(required("Quota")).containsExactlyInAnyOrder("pool", "quota");
    assertThat(body(post("/api/v1/rounds", "{}"))).contains("/season", "/country");
    assertThat(required("Order")).containsExactlyInAnyOrder("season", "country");
    assertThat(body(http.get().uri("/api/v1/rounds").exchange()))
        .contains("\"season\"", "\"country\"");
    assertThat(api.json().at("/paths/~1api~1v1~1rounds/get/parameters"))
        .hasSize(2)
        .allMatch(parameter -> parameter.path("required").asBoolean());
  }

  /**
   * Sends an operation's own example; returns the differences between the answer and the
   * description.
   */
  private Iterable<String> example(String operation) {
    MvcTestResult answer =
        post(operation.substring("POST ".length()), api.requestExample(operation));
    return api.faults(operation, 201, body(answer));
  }

  private Iterable<String> required(String schema) {
    return api.json()
        .at("/components/schemas/" + schema + "/required")
        .valueStream()
        .map(name -> name.asString())
        .toList();
  }

  private MvcTestResult post(String path, String body) {
    return http.post().uri(path).contentType(MediaType.APPLICATION_JSON).content(body).exchange();
  }

  private static String body(MvcTestResult answer) {
    return new String(answer.getResponse().getContentAsByteArray(), UTF_8);
  }
}
