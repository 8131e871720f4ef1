package org.iecpools.invitation.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import org.iecpools.kit.access.RequiresScope;
import org.iecpools.kit.access.Scope;
import org.iecpools.kit.web.Described;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import tools.jackson.databind.JsonNode;

/** HTTP operation to correct a round. */
@Tag(name = "Rounds", description = "Orders, results and corrections of rounds.")
interface CorrectionsApi {

  @Operation(
      operationId = "correctRound",
      summary = "Corrects a round that ran: voids some of its invitations and invites nobody",
      requestBody =
          @io.swagger.v3.oas.annotations.parameters.RequestBody(
              required = true,
              content =
                  @Content(
                      mediaType = MediaType.APPLICATION_JSON_VALUE,
                      schema = @Schema(implementation = CorrectionBody.class),
                      examples =
                          @ExampleObject(
                              """
                              {
                                "reason": "The round was ordered with 1,000 in place of 100.",
                                "size": 100,
                                "commandId": "5b1f0b64-2f0e-4a39-a1a6-3f2f5b0c7d21"
                              }
                              """))),
      responses = {
        @ApiResponse(
            responseCode = "200",
            description = "The same request was sent before: the first result.",
            content =
                @Content(
                    mediaType = MediaType.APPLICATION_JSON_VALUE,
                    schema = @Schema(implementation = CorrectionResult.class))),
        @ApiResponse(
            responseCode = "201",
            description = "The round is corrected.",
            content =
                @Content(
                    mediaType = MediaType.APPLICATION_JSON_VALUE,
                    schema = @Schema(implementation = CorrectionResult.class))),
        @ApiResponse(
            responseCode = "202",
            description = "The order is not decided after 5 s.",
            content =
                @Content(
                    mediaType = MediaType.APPLICATION_JSON_VALUE,
                    schema = @Schema(implementation = CorrectionResult.class))),
        @ApiResponse(responseCode = "404", ref = "Problem"),
        @ApiResponse(responseCode = "409", ref = "Problem")
      })
  @WriteProblems
  @RequiresScope(Scope.ROUNDS_CORRECT)
  @PostMapping("/api/v1/rounds/{season}/{country}/{roundId}/corrections")
  ResponseEntity<?> correct(
      @Described.Season @PathVariable("season") String season,
      @Described.Country @PathVariable("country") String country,
      @Described.RoundId @PathVariable("roundId") String roundId,
      @Parameter(hidden = true) @RequestBody JsonNode body,
      @IdempotencyKeyHeader @RequestHeader(name = "Idempotency-Key", required = false)
          @Nullable String key,
      @Nullable Principal caller,
      HttpServletRequest request);
}
