package org.iecpools.profile.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.iecpools.domain.ClosedPools;
import org.iecpools.domain.SeasonBook;
import org.iecpools.profile.domain.Candidate;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.context.WebApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@SpringBootTest(
    classes = ApiDescriptionTest.WebOnly.class,
    properties = "spring.config.name=nothing")
class ApiDescriptionTest {

  /** The HTTP face without a log behind it. */
  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration(
      excludeName = "org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration")
  @Import({ProfileController.class, EligibilityController.class, ApiDescription.class})
  static class WebOnly {
    @Bean
    SeasonBook seasonBook() {
      return new SeasonBook();
    }

    @Bean
    ClosedPools closedPools() {
      return new ClosedPools();
    }

    @Bean
    Clock clock() {
      return Clock.systemUTC();
    }

    @Bean
    ProfileDesk desk(SeasonBook book, ClosedPools closed, Clock clock) {
      return new ProfileDesk(
          _ -> Candidate.unknown(),
          _ -> CompletableFuture.completedFuture(null),
          book,
          closed,
          clock,
          Duration.ZERO);
    }
  }

  @Autowired private WebApplicationContext context;

  @Test
  void theDescriptionThatIsServedNamesEveryEndpointAndField() throws Exception {
    var http = MockMvcBuilders.webAppContextSetup(context).build();

    JsonNode api =
        JsonMapper.shared()
            .readTree(
                http.perform(get("/v3/api-docs")).andReturn().getResponse().getContentAsString());

    var paths = api.get("paths");
    assertThat(paths.propertyNames())
        .containsExactlyInAnyOrder(
            "/api/v1/candidates/{candidateId}/profiles",
            "/api/v1/candidates/{candidateId}/profiles/{profileId}",
            "/api/v1/eligibility");
    assertThat(paths.get("/api/v1/candidates/{candidateId}/profiles").propertyNames())
        .contains("get", "post");
    assertThat(
            paths
                .at("/~1api~1v1~1candidates~1{candidateId}~1profiles/post/responses")
                .propertyNames())
        .contains("200", "201", "202", "400", "409", "422");
    assertThat(api.at("/components/schemas/Profile/properties").propertyNames())
        .containsExactlyInAnyOrderElementsOf(ProfileForm.FIELDS);
    assertThat(api.at("/components/responses/Problem").isObject()).isTrue();
    assertThat(
            paths
                .at("/~1api~1v1~1eligibility/get/parameters")
                .valueStream()
                .map(parameter -> parameter.get("name").asString()))
        .containsExactlyInAnyOrderElementsOf(EligibilityController.PARAMETERS);
  }
}
