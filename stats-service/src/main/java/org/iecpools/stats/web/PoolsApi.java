package org.iecpools.stats.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.iecpools.kit.access.PublicEndpoint;
import org.iecpools.kit.web.Described;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.context.request.ServletWebRequest;

/**
 * Description of the endpoints for one pool: its state, and its rounds. A special stream is one
 * more segment of the path, which {@link StreamDescription} describes. The methods return null if
 * the client already has the answer; the response is then 304.
 */
@Tag(name = "Pools", description = "The state and the rounds of each pool.")
@ApiResponse(
    responseCode = "304",
    description = "The client has this answer already (If-None-Match).",
    content = @Content)
@ApiResponse(responseCode = "400", ref = "Problem")
@ApiResponse(responseCode = "404", ref = "Problem")
interface PoolsApi {

  /** Everything about a pool. */
  @Operation(
      operationId = "getPool",
      summary = "A general pool: its numbers, state, and next and last round",
      responses =
          @ApiResponse(
              responseCode = "200",
              description = "The pool.",
              content =
                  @Content(
                      mediaType = MediaType.APPLICATION_JSON_VALUE,
                      schema = @Schema(implementation = PoolBody.Overview.class))))
  @Versioned
  @PublicEndpoint
  @ReadableByAnySite
  @GetMapping({PoolPath.GENERAL, PoolPath.STREAM})
  @Nullable ResponseEntity<byte[]> pool(
      @Described.Season @PathVariable String season,
      @Described.Country @PathVariable String country,
      @Described.Category @PathVariable String category,
      @Described.Stream @PathVariable(required = false) @Nullable String stream,
      ServletWebRequest request);

  /** The rounds of a pool. */
  @Operation(
      operationId = "getPoolRounds",
      summary = "The rounds of a general pool, newest first",
      description = "What a draw has read and how to verify it is served by invitation-service.",
      responses =
          @ApiResponse(
              responseCode = "200",
              description = "The rounds.",
              content =
                  @Content(
                      mediaType = MediaType.APPLICATION_JSON_VALUE,
                      schema = @Schema(implementation = PoolBody.Rounds.class))))
  @Parameter(
      in = ParameterIn.QUERY,
      name = "limit",
      description = "Maximum number of rounds in the answer.",
      example = "20",
      schema = @Schema(type = "integer", minimum = "1", maximum = "100", defaultValue = "20"))
  @Parameter(
      in = ParameterIn.QUERY,
      name = "before",
      description =
          "Only rounds before this one: the field next of an answer. The newest rounds if omitted.",
      example = "8c7d3f80-52a4-5b0e-9d8e-6a1f7f3f7f11",
      schema = @Schema(type = "string", format = "uuid"))
  @Versioned
  @PublicEndpoint
  @ReadableByAnySite
  @GetMapping({PoolPath.GENERAL + "/rounds", PoolPath.STREAM + "/rounds"})
  @Nullable ResponseEntity<byte[]> rounds(
      @Described.Season @PathVariable String season,
      @Described.Country @PathVariable String country,
      @Described.Category @PathVariable String category,
      @Described.Stream @PathVariable(required = false) @Nullable String stream,
      ServletWebRequest request);
}
