package org.iecpools.stats.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.iecpools.kit.access.PublicEndpoint;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.context.request.ServletWebRequest;

/** Description of the endpoint for the list of seasons. */
@Tag(name = "Seasons", description = "The seasons of which anything is known.")
interface SeasonsApi {

  /** The seasons; null if the client already has the answer, and the response is then 304. */
  @Operation(operationId = "getSeasons", summary = "The seasons of which anything is known")
  @ApiResponse(
      responseCode = "200",
      description = "The seasons.",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON_VALUE,
              schema = @Schema(implementation = SeasonsBody.class)))
  @ApiResponse(
      responseCode = "304",
      description = "The client has this answer already (If-None-Match).",
      content = @Content)
  @ApiResponse(responseCode = "400", ref = "Problem")
  @Versioned
  @PublicEndpoint
  @ReadableByAnySite
  @GetMapping("/api/v1/seasons")
  @Nullable ResponseEntity<byte[]> seasons(ServletWebRequest request);
}
