package org.iecpools.profile.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.iecpools.domain.ClosedPools;
import org.iecpools.domain.SeasonBook;
import org.iecpools.kit.access.TestTokens;
import org.iecpools.kit.keys.SecretKey;
import org.iecpools.kit.web.Api;
import org.iecpools.kit.web.WebOnly;
import org.iecpools.profile.Story;
import org.iecpools.profile.domain.Candidate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
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
      return Clock.fixed(Story.NOW, java.time.ZoneOffset.UTC);
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
  void everyEndpointIsDescribedCompletely() {
    assertThat(api.operations())
        .containsExactlyInAnyOrder(
            "GET " + PROFILES,
            "POST " + PROFILES,
            "GET " + PROFILES + "/{profileId}",
            "DELETE " + PROFILES + "/{profileId}",
            "GET /api/v1/eligibility");
    assertThat(api.faults()).isEmpty();
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
