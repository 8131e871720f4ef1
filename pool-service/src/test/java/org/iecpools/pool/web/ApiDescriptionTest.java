package org.iecpools.pool.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.iecpools.events.Category;
import org.iecpools.events.LeaveCause;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.Reason;
import org.iecpools.kit.access.TestTokens;
import org.iecpools.kit.web.Api;
import org.iecpools.kit.web.WebOnly;
import org.iecpools.pool.domain.Candidacy;
import org.iecpools.pool.domain.EndCause;
import org.iecpools.pool.domain.Profile;
import org.iecpools.pool.domain.Seen;
import org.iecpools.pool.domain.Status;
import org.iecpools.pool.domain.Stay;
import org.iecpools.pool.domain.Stay.Standing;
import org.iecpools.pool.domain.SubmissionOutcome;
import org.iecpools.pool.stream.Candidacies;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.web.context.WebApplicationContext;

@SpringBootTest(
    classes = ApiDescriptionTest.HttpOnly.class,
    properties = "management.endpoint.health.validate-group-membership=false")
class ApiDescriptionTest {

  private static final String POOLS = "/api/v1/candidates/{candidateId}/pools";
  private static final UUID CANDIDATE = UUID.randomUUID();

  /** The HTTP API without a topology: one candidate that has a value in every field. */
  @WebOnly
  @Import(CandidatePools.class)
  static class HttpOnly {
    @Bean
    Clock clock() {
      return Clock.fixed(Instant.parse("2026-03-02T12:00:00Z"), ZoneOffset.UTC);
    }

    @Bean
    Candidacies candidacies() {
      return candidateId -> candidateId.equals(CANDIDATE) ? List.of(candidacy()) : List.of();
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
    assertThat(api.operations()).containsExactly("GET " + POOLS);
    assertThat(api.faults()).isEmpty();
    api.isCommitted("pool-service");
  }

  @Test
  void aCandidateIsAnsweredAsDescribed() {
    MvcTestResult answer = http.get().uri(POOLS, CANDIDATE).exchange();

    assertThat(answer).hasStatusOk();
    assertThat(api.faults("GET " + POOLS, 200, body(answer))).isEmpty();
  }

  @Test
  void problemsAreAsDescribed() {
    MvcTestResult unknown = http.get().uri(POOLS, UUID.randomUUID()).exchange();
    MvcTestResult bad = http.get().uri(POOLS, "me").exchange();

    assertThat(api.faults("GET " + POOLS, 404, body(unknown))).isEmpty();
    assertThat(api.faults("GET " + POOLS, 400, body(bad))).isEmpty();
  }

  private static String body(MvcTestResult answer) {
    return new String(answer.getResponse().getContentAsByteArray(), UTF_8);
  }

  private static Candidacy candidacy() {
    PoolId wh = PoolIds.of(2026, "FR", Category.WORKING_HOLIDAY);
    PoolId vie = PoolIds.parse("2026/FR/YOUNG_PROFESSIONALS/VIE");
    LocalDate until = LocalDate.parse("2030-12-31");
    Map<UUID, Profile> profiles = new LinkedHashMap<>();
    UUID ended = UUID.randomUUID();
    profiles.put(
        ended,
        new Profile(
            ended,
            "FR",
            "Europe/Paris",
            new Status.Ended(EndCause.WITHDRAWN),
            new SubmissionOutcome(Map.of(wh, until), Map.of(), List.of(), null),
            List.of(new Stay(wh, 1, new Standing.Left(LeaveCause.WITHDRAWN))),
            Seen.NOTHING,
            null));
    UUID invited = UUID.randomUUID();
    profiles.put(
        invited,
        new Profile(
            invited,
            "FR",
            "Europe/Paris",
            new Status.Invited(UUID.randomUUID(), vie, 1, true),
            new SubmissionOutcome(
                Map.of(vie, until),
                Map.of(PoolIds.text(wh), List.of(new Reason("POOL_CLOSED", "The quota is met."))),
                List.of(),
                LocalDate.parse("2031-05-01")),
            List.of(new Stay(vie, 1, new Standing.Drawn())),
            Seen.NOTHING,
            null));
    return new Candidacy(CANDIDATE, 2026, "FR", profiles, Set.of());
  }
}
