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

/** Description of the endpoint for forecasts; {@link StreamDescription} adds that of a stream. */
@Tag(name = "Forecasts", description = "Chances of invitations, learned from published weeks.")
interface ForecastsApi {

  /** The forecast of a pool; null if the client already has it, and the response is then 304. */
  @Operation(
      operationId = "getPoolForecast",
      summary = "The forecast of a general pool: next round, season, and further questions",
      description =
          "The chances of an invitation with 80 % intervals, as of the latest publication. A forecast"
              + " is not an offer.",
      responses =
          @ApiResponse(
              responseCode = "200",
              description = "The forecast, or why there is none.",
              content =
                  @Content(
                      mediaType = MediaType.APPLICATION_JSON_VALUE,
                      schema = @Schema(implementation = ForecastBody.class))))
  @ApiResponse(
      responseCode = "304",
      description = "The client has this answer already (If-None-Match).",
      content = @Content)
  @ApiResponse(responseCode = "400", ref = "Problem")
  @ApiResponse(responseCode = "404", ref = "Problem")
  @Parameter(
      in = ParameterIn.QUERY,
      name = "afterWeeks",
      description = "Also for someone who enters the pool this many weeks later.",
      example = "4",
      schema = @Schema(type = "integer", minimum = "0", maximum = "52"))
  @Parameter(
      in = ParameterIn.QUERY,
      name = "second",
      description =
          "Also for two people who apply individually: the pool of the other one, of the same season;"
              + " may be the same pool.",
      example = "2026/IE/WORKING_HOLIDAY",
      schema = @Schema(type = "string"))
  @Parameter(
      in = ParameterIn.QUERY,
      name = "alsoIn",
      description =
          "Also for one person in two pools: the other pool, of the same season and country.",
      example = "2026/IE/YOUNG_PROFESSIONALS",
      schema = @Schema(type = "string"))
  @Versioned
  @PublicEndpoint
  @ReadableByAnySite
  @GetMapping({PoolPath.GENERAL + "/forecast", PoolPath.STREAM + "/forecast"})
  @Nullable ResponseEntity<byte[]> forecast(
      @Described.Season @PathVariable String season,
      @Described.Country @PathVariable String country,
      @Described.Category @PathVariable String category,
      @Described.Stream @PathVariable(required = false) @Nullable String stream,
      ServletWebRequest request);
}
