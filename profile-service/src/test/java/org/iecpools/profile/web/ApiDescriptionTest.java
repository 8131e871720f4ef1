package org.iecpools.profile.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.iecpools.domain.ClosedPools;
import org.iecpools.domain.SeasonBook;
import org.iecpools.events.PoolPlan;
import org.iecpools.events.SeasonPlanned;
import org.iecpools.kit.access.TestTokens;
import org.iecpools.kit.keys.SecretKey;
import org.iecpools.kit.web.Api;
import org.iecpools.kit.web.WebOnly;
import org.iecpools.profile.Story;
import org.iecpools.profile.domain.Candidate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.web.context.WebApplicationContext;
import tools.jackson.databind.json.JsonMapper;

@SpringBootTest(
    classes = ApiDescriptionTest.HttpOnly.class,
    properties = "management.endpoint.health.validate-group-membership=false")
class ApiDescriptionTest {

  private static final String PROFILES = "/api/v1/candidates/{candidateId}/profiles";

  /** The HTTP API without a log. */
  @WebOnly
  @Import({ProfileController.class, EligibilityController.class})
  static class HttpOnly {
    @Bean
    SeasonBook seasonBook() {
      var book = new SeasonBook();
      book.apply(Story.season());
      return book;
    }

    @Bean
    ClosedPools closedPools() {
      return new ClosedPools();
    }

    @Bean
    Clock clock() {
      return Clock.fixed(Story.NOW, ZoneOffset.UTC);
    }

    @Bean
    ProfileSubmissions submissions(SeasonBook book, ClosedPools closed, Clock clock) {
      return new ProfileSubmissions(
          _ -> Candidate.unknown(),
          _ -> CompletableFuture.completedFuture(null),
          book,
          closed,
          new ProfileIds(new SecretKey(new byte[SecretKey.BYTES])),
          clock,
          Duration.ZERO);
    }
  }

  @Autowired private WebApplicationContext context;
  private MockMvcTester http;
  private Api api;

  @BeforeEach
  void ask() throws Exception {
    http = TestTokens.permitted(context);
    api = Api.of(context);
  }

  @Test
  void everyEndpointIsDescribedCompletely() throws Exception {
    assertThat(api.operations())
        .containsExactlyInAnyOrder(
            "GET " + PROFILES,
            "POST " + PROFILES,
            "GET " + PROFILES + "/{profileId}",
            "DELETE " + PROFILES + "/{profileId}",
            "GET /api/v1/eligibility");
    assertThat(api.faults()).isEmpty();
    api.isCommitted("profile-service");
  }

  @Test
  void theFieldsAndParametersAreThoseThatAreRead() {
    MvcTestResult body =
        http.post()
            .uri(PROFILES, UUID.randomUUID())
            .contentType(MediaType.APPLICATION_JSON)
            .content("{\"x\": 1}")
            .exchange();
    MvcTestResult query = http.get().uri("/api/v1/eligibility?x=1").exchange();

    assertThat(api.json().at("/components/schemas/Profile/properties").propertyNames())
        .containsExactlyInAnyOrder(known(body));
    assertThat(
            api.json()
                .at("/paths/~1api~1v1~1eligibility/get/parameters")
                .valueStream()
                .map(parameter -> parameter.get("name").asString()))
        .containsExactlyInAnyOrder(known(query));
  }

  /** The names that the fault of an unknown field or parameter lists. */
  private static String[] known(MvcTestResult answer) {
    return JsonMapper.shared()
        .readTree(body(answer))
        .get("errors")
        .valueStream()
        .map(fault -> fault.get("detail").asString())
        .filter(detail -> detail.contains("'x'"))
        .findFirst()
        .orElseThrow()
        .replaceFirst(".*there are: (.*)\\.", "$1")
        .split(", ");
  }

  @Test
  void theExampleOfAProfileIsTaken() {
    var answer =
        http.post()
            .uri(PROFILES, UUID.randomUUID())
            .contentType(MediaType.APPLICATION_JSON)
            .content(api.requestExample("POST " + PROFILES))
            .exchange();

    assertThat(answer).as("undecided: nobody decides here").hasStatus(202);
    assertThat(api.faults("POST " + PROFILES, 202, body(answer))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {2021, 2040})
  void theExamplesAreAcceptedInEveryYear(int year) throws Exception {
    int later = year - 2026;
    SeasonPlanned plan =
        SeasonPlanned.newBuilder(Story.season())
            .setSeason(year)
            .setPools(
                Story.season().getPools().stream()
                    .map(
                        pool ->
                            PoolPlan.newBuilder(pool)
                                .setOpensAt(later(pool.getOpensAt(), later))
                                .setFirstRoundAt(later(pool.getFirstRoundAt(), later))
                                .setFinalRoundAt(later(pool.getFinalRoundAt(), later))
                                .setClosesAt(later(pool.getClosesAt(), later))
                                .build())
                    .toList())
            .build();
    SeasonBook book = new SeasonBook();
    book.apply(plan);
    Clock clock = Clock.fixed(later(Story.NOW, later), ZoneOffset.UTC);
    Api then = api.inYear(year);
    MockMvcTester service =
        MockMvcTester.of(
            new ProfileController(new HttpOnly().submissions(book, new ClosedPools(), clock)));

    assertThat(then.faults()).isEmpty();
    assertThat(
            service
                .post()
                .uri(PROFILES, UUID.randomUUID())
                .contentType(MediaType.APPLICATION_JSON)
                .content(then.requestExample("POST " + PROFILES)))
        .hasStatus(202);
  }

  private static Instant later(Instant time, int years) {
    return time.atOffset(ZoneOffset.UTC).plusYears(years).toInstant();
  }

  @Test
  void eligibilityAnswersAsDescribed() {
    var answer =
        http.get()
            .uri("/api/v1/eligibility?season=2026&country=IE&birthDate=2000-06-15")
            .exchange();

    assertThat(answer).hasStatusOk();
    assertThat(api.faults("GET /api/v1/eligibility", 200, body(answer))).isEmpty();
  }

  @Test
  void problemsAreAsDescribed() {
    var answer = http.get().uri("/api/v1/eligibility?season=x").exchange();

    assertThat(answer).hasStatus(400);
    assertThat(api.faults("GET /api/v1/eligibility", 400, body(answer))).isEmpty();
  }

  private static String body(MvcTestResult answer) {
    return new String(
        answer.getResponse().getContentAsByteArray(), java.nio.charset.StandardCharsets.UTF_8);
  }
}
