package org.iecpools.pool.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.LocalDate;
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
import org.iecpools.kit.web.Fault;
import org.iecpools.kit.web.Problem;
import org.iecpools.pool.domain.Candidacy;
import org.iecpools.pool.domain.EndCause;
import org.iecpools.pool.domain.Profile;
import org.iecpools.pool.domain.Seen;
import org.iecpools.pool.domain.Status;
import org.iecpools.pool.domain.Stay;
import org.iecpools.pool.domain.Stay.Standing;
import org.iecpools.pool.domain.SubmissionOutcome;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

class CandidatePoolsTest {

  private static final PoolId WH = PoolIds.of(2026, "FR", Category.WORKING_HOLIDAY);
  private static final PoolId VIE = PoolIds.parse("2026/FR/YOUNG_PROFESSIONALS/VIE");

  private final UUID candidate = UUID.randomUUID();
  private final UUID ended = UUID.randomUUID();
  private final UUID invited = UUID.randomUUID();
  private final UUID invitation = UUID.randomUUID();

  @Test
  void showsWhereEachProfileStandsItsStaysAndEveryRefusalWithItsReasons() {
    MockMvcTester http = MockMvcTester.of(new CandidatePools(_ -> List.of(candidacy())));

    var response = http.get().uri("/api/v1/candidates/" + candidate + "/pools");

    assertThat(response)
        .hasStatusOk()
        .bodyJson()
        .isStrictlyEqualTo(
            """
            {"candidateId": "%s", "seasons": [{"season": 2026, "profiles": [
              {"profileId": "%s", "country": "FR", "status": "ENDED",
               "endedBecause": "WITHDRAWN", "withdrawalAsked": false, "reasons": [],
               "stays": [{"pool": "2026/FR/WORKING_HOLIDAY", "stay": 1, "standing": "LEFT",
                          "leftBecause": "WITHDRAWN", "eligibleUntil": "2030-12-31"}],
               "refusals": []},
              {"profileId": "%s", "country": "FR", "status": "INVITED",
               "invitationId": "%s", "withdrawalAsked": true, "reasons": [],
               "stays": [{"pool": "2026/FR/YOUNG_PROFESSIONALS/VIE", "stay": 1,
                          "standing": "DRAWN", "eligibleUntil": "2030-12-31"}],
               "refusals": [{"pool": "2026/FR/WORKING_HOLIDAY", "reasons": [
                 {"code": "POOL_CLOSED", "detail": "The quota is met."}]}]}
            ]}]}
            """
                .formatted(candidate, ended, invited, invitation));
  }

  @Test
  void aCandidateOfWhomNoProfileIsKnownIsNotFound() {
    Candidacy onlyATombstone =
        new Candidacy(candidate, 2026, null, Map.of(), Set.of(UUID.randomUUID()));
    CandidatePools pools = new CandidatePools(_ -> List.of(onlyATombstone));

    Problem problem = catchThrowableOfType(Problem.class, () -> pools.pools(candidate.toString()));

    assertThat(problem.getStatusCode()).isEqualTo(HttpStatus.NOT_FOUND);
    assertThat(code(problem)).isEqualTo("UNKNOWN_CANDIDATE");
  }

  @Test
  void anInvalidIdIsABadRequestThatStatesWhatWouldBeRight() {
    CandidatePools pools = new CandidatePools(_ -> List.of(candidacy()));

    Problem problem = catchThrowableOfType(Problem.class, () -> pools.pools("1-1-1-1-1"));

    assertThat(problem.getStatusCode()).isEqualTo(HttpStatus.BAD_REQUEST);
    assertThat(code(problem)).isEqualTo("BAD_ID");
    assertThat(problem.getBody().getDetail()).contains("'1-1-1-1-1'").contains("UUID");
  }

  private static Object code(Problem problem) {
    List<?> errors = (List<?>) problem.getBody().getProperties().get("errors");
    return ((Fault) errors.getFirst()).code();
  }

  private Candidacy candidacy() {
    Map<UUID, Profile> profiles = new LinkedHashMap<>();
    LocalDate until = LocalDate.parse("2030-12-31");
    profiles.put(
        ended,
        new Profile(
            ended,
            "FR",
            "Europe/Paris",
            new Status.Ended(EndCause.WITHDRAWN),
            new SubmissionOutcome(Map.of(WH, until), Map.of(), List.of(), null),
            List.of(new Stay(WH, 1, new Standing.Left(LeaveCause.WITHDRAWN))),
            Seen.NOTHING,
            null));
    profiles.put(
        invited,
        new Profile(
            invited,
            "FR",
            "Europe/Paris",
            new Status.Invited(invitation, VIE, 1, true),
            new SubmissionOutcome(
                Map.of(VIE, until),
                Map.of(PoolIds.text(WH), List.of(new Reason("POOL_CLOSED", "The quota is met."))),
                List.of(),
                LocalDate.parse("2031-05-01")),
            List.of(new Stay(VIE, 1, new Standing.Drawn())),
            Seen.NOTHING,
            null));
    return new Candidacy(candidate, 2026, "FR", profiles, Set.of());
  }
}
