package org.iecpools.invitation.web;

import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import org.iecpools.kit.access.PublicEndpoint;
import org.iecpools.kit.web.Described;
import org.iecpools.kit.web.ProofOperation;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** HTTP operation to prove a draw. */
@Tag(name = "Proofs", description = "Proofs of draws.")
interface ProofsApi {

  @ProofOperation
  @ApiResponse(
      responseCode = "200",
      description = "The proof.",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON_VALUE,
              schema = @Schema(implementation = Proof.class)))
  @PublicEndpoint
  @GetMapping("/api/v1/rounds/{season}/{country}/{roundId}/proof")
  ResponseEntity<?> proof(
      @Described.Season @PathVariable("season") String season,
      @Described.Country @PathVariable("country") String country,
      @Described.RoundId @PathVariable("roundId") String roundId,
      HttpServletRequest request);
}
