package org.iecpools.invitation.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import org.iecpools.kit.access.PublicEndpoint;
import org.iecpools.kit.access.RequiresScope;
import org.iecpools.kit.access.Scope;
import org.iecpools.kit.web.Described;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import tools.jackson.databind.JsonNode;

/** HTTP operations on rounds. */
@Tag(name = "Rounds", description = "Orders, results and corrections of rounds.")
interface RoundsApi {

  @Operation(
      operationId = "orderRounds",
      summary = "Orders rounds of one country, which are decided together",
      parameters =
          @Parameter(
              in = ParameterIn.QUERY,
              name = "dryRun",
              description =
                  "true: returns the result that the order would have, with every reason against"
                      + " it, and changes nothing.",
              example = "false",
              schema = @Schema(type = "boolean", defaultValue = "false")),
      requestBody =
          @io.swagger.v3.oas.annotations.parameters.RequestBody(
              required = true,
              content =
                  @Content(
                      mediaType = MediaType.APPLICATION_JSON_VALUE,
                      schema = @Schema(implementation = OrderBody.class),
                      examples =
                          @ExampleObject(
                              """
                              {
                                "season": 2026,
                                "country": "IE",
                                "orders": [{"pool": "2026/IE/WORKING_HOLIDAY", "size": 100}],
                                "commandId": "1f0e6a52-9f0c-4c55-8a39-7b6d2f1f4a10"
                              }
                              """))),
      responses = {
        @ApiResponse(
            responseCode = "200",
            description =
                "Dry run: the result that the order would have; nothing has changed. Repeat of a"
                    + " request: the first result.",
            content =
                @Content(
                    mediaType = MediaType.APPLICATION_JSON_VALUE,
                    schema = @Schema(implementation = DryRun.OrderAnswer.class))),
        @ApiResponse(
            responseCode = "201",
            description = "At least one round has run.",
            content =
                @Content(
                    mediaType = MediaType.APPLICATION_JSON_VALUE,
                    schema = @Schema(implementation = OrderResult.class))),
        @ApiResponse(
            responseCode = "202",
            description =
                "The order is not decided after 5 s and, with a beacon, the time that one draw"
                    + " takes, or that the client prefers to wait.",
            content =
                @Content(
                    mediaType = MediaType.APPLICATION_JSON_VALUE,
                    schema = @Schema(implementation = OrderResult.class))),
        @ApiResponse(responseCode = "409", ref = "Problem")
      })
  @WriteProblems
  @RequiresScope(Scope.ROUNDS_RUN)
  @PostMapping("/api/v1/rounds")
  ResponseEntity<?> order(
      @Parameter(hidden = true) @RequestBody JsonNode body,
      @IdempotencyKeyHeader @RequestHeader(name = "Idempotency-Key", required = false)
          @Nullable String key,
      @Parameter(
              description =
                  "RFC 7240: respond-async for an answer as soon as the order is on the log, wait=N"
                      + " for one after at most N seconds.",
              example = "respond-async")
          @RequestHeader(name = "Prefer", required = false)
          @Nullable String prefer,
      @Nullable Principal caller,
      HttpServletRequest request);

  @Operation(
      operationId = "listRounds",
      summary = "A country's rounds, those that ran and those that are announced",
      parameters = {
        @Parameter(
            in = ParameterIn.QUERY,
            name = "season",
            required = true,
            description = "Year of the programme.",
            example = "2026",
            schema = @Schema(type = "integer", minimum = "2000", maximum = "2999")),
        @Parameter(
            in = ParameterIn.QUERY,
            name = "country",
            required = true,
            description = "Country of citizenship, ISO 3166-1 alpha-2.",
            example = "IE",
            schema = @Schema(type = "string", pattern = "^[A-Za-z]{2}$"))
      },
      responses = {
        @ApiResponse(responseCode = "200", description = "Both lists may be empty."),
        @ApiResponse(responseCode = "400", ref = "Problem")
      })
  @PublicEndpoint
  @GetMapping("/api/v1/rounds")
  Rounds rounds(HttpServletRequest request);

  @Operation(
      operationId = "listUpcomingRounds",
      summary = "The announced rounds of all countries, the next first",
      parameters = {
        @Parameter(
            in = ParameterIn.QUERY,
            name = "season",
            description = "Year of the programme.",
            example = "2026",
            schema = @Schema(type = "integer", minimum = "2000", maximum = "2999")),
        @Parameter(
            in = ParameterIn.QUERY,
            name = "country",
            description = "Country of citizenship, ISO 3166-1 alpha-2.",
            example = "IE",
            schema = @Schema(type = "string", pattern = "^[A-Za-z]{2}$"))
      },
      responses = {
        @ApiResponse(responseCode = "200", description = "May be empty."),
        @ApiResponse(responseCode = "400", ref = "Problem")
      })
  @PublicEndpoint
  @GetMapping("/api/v1/rounds/upcoming")
  UpcomingRounds upcoming(HttpServletRequest request);

  @Operation(
      operationId = "getRound",
      summary = "A round that ran, with everything that is needed to repeat the draw",
      responses = {
        @ApiResponse(responseCode = "200", description = "The round."),
        @ApiResponse(responseCode = "400", ref = "Problem"),
        @ApiResponse(responseCode = "404", ref = "Problem")
      })
  @PublicEndpoint
  @GetMapping("/api/v1/rounds/{season}/{country}/{roundId}")
  Round round(
      @Described.Season @PathVariable("season") String season,
      @Described.Country @PathVariable("country") String country,
      @Described.RoundId @PathVariable("roundId") String roundId);
}
