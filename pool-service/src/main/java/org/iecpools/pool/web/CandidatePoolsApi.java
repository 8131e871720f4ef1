package org.iecpools.pool.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.iecpools.kit.access.RequiresScope;
import org.iecpools.kit.access.Scope;
import org.iecpools.kit.web.Described;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** Description of the endpoint for a candidate's pools. */
@Tag(name = "CandidatePools", description = "Pools of a candidate.")
interface CandidatePoolsApi {

  @Operation(
      operationId = "getCandidatePools",
      summary = "A candidate's profiles, their stays in pools, and every refusal with its reasons",
      responses = {
        @ApiResponse(responseCode = "200", description = "The candidate's profiles."),
        @ApiResponse(responseCode = "400", ref = "Problem"),
        @ApiResponse(responseCode = "404", ref = "Problem"),
        @ApiResponse(responseCode = "503", ref = "Problem")
      })
  @RequiresScope({Scope.INVITATIONS_ANSWER, Scope.INVITATIONS_CASE_WORK})
  @GetMapping("/api/v1/candidates/{candidateId}/pools")
  CandidateView pools(@Described.CandidateId @PathVariable String candidateId);
}
