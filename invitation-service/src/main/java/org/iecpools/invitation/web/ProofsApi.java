package org.iecpools.invitation.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import org.iecpools.kit.access.PublicEndpoint;
import org.iecpools.kit.web.Described;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** HTTP operation to prove a draw. */
@Tag(name = "Proofs", description = "Proofs of draws.")
interface ProofsApi {

  @Operation(
      operationId = "getProof",
      summary = "Proof of a draw and, with a profile, that the profile was in it",
      parameters =
          @Parameter(
              in = ParameterIn.QUERY,
              name = "profileId",
              description = "A profile whose part in the draw is to be proved.",
              example = "6f0f4c1e-8a53-4f0f-9a86-3d2b7c5e1a90",
              schema = @Schema(type = "string", format = "uuid")),
      responses = {
        @ApiResponse(
            responseCode = "200",
            description = "The proof.",
            content =
                @Content(
                    mediaType = MediaType.APPLICATION_JSON_VALUE,
                    schema = @Schema(implementation = Proof.class))),
        @ApiResponse(responseCode = "400", ref = "Problem"),
        @ApiResponse(responseCode = "404", ref = "Problem"),
        @ApiResponse(responseCode = "503", ref = "Problem")
      })
  @PublicEndpoint
  @GetMapping("/api/v1/rounds/{season}/{country}/{roundId}/proof")
  ResponseEntity<?> proof(
      @Described.Season @PathVariable("season") String season,
      @Described.Country @PathVariable("country") String country,
      @Described.RoundId @PathVariable("roundId") String roundId,
      HttpServletRequest request);
}
