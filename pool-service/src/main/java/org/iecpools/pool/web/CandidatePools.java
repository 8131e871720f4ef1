package org.iecpools.pool.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.util.List;
import java.util.UUID;
import org.iecpools.kit.web.Described;
import org.iecpools.kit.web.Problem;
import org.iecpools.kit.web.Uuids;
import org.iecpools.pool.domain.Candidacy;
import org.iecpools.pool.stream.Candidacies;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * Serves a candidate's stays in pools, refusals with their reasons, and the status of each profile.
 */
@RestController
class CandidatePools {

  private final Candidacies candidacies;

  CandidatePools(Candidacies candidacies) {
    this.candidacies = candidacies;
  }

  @Operation(
      summary = "A candidate's profiles, their stays in pools, and every refusal with its reasons",
      responses = {
        @ApiResponse(responseCode = "200", description = "Where the candidate stands."),
        @ApiResponse(responseCode = "400", ref = "Problem"),
        @ApiResponse(responseCode = "404", ref = "Problem"),
        @ApiResponse(responseCode = "503", ref = "Problem")
      })
  @GetMapping("/api/v1/candidates/{candidateId}/pools")
  CandidateView pools(@Described.CandidateId @PathVariable String candidateId) {
    UUID id = id(candidateId);
    List<Candidacy> known =
        candidacies.of(id).stream().filter(c -> !c.profiles().isEmpty()).toList();
    if (known.isEmpty()) {
      throw new Problem(
          HttpStatus.NOT_FOUND,
          "UNKNOWN_CANDIDATE",
          "No profile of candidate %s is known.".formatted(id));
    }
    return CandidateView.of(id, known);
  }

  private static UUID id(String text) {
    return Uuids.parse(text)
        .orElseThrow(
            () ->
                new Problem(
                    HttpStatus.BAD_REQUEST,
                    "BAD_CANDIDATE_ID",
                    "'%s' is no candidate id; a UUID is needed, such as %s."
                        .formatted(text, "0b6e7c1e-4e0f-4c3b-9d57-0a4b2f6c8d11")));
  }
}
