package org.iecpools.stats.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.iecpools.events.Category;
import org.iecpools.kit.access.PublicEndpoint;
import org.iecpools.kit.web.Described;
import org.iecpools.stats.domain.Rating;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.context.request.ServletWebRequest;

/**
 * Description of the endpoints for the rows of a season and the history of a pool. A special stream
 * is one more segment of the path, which {@link StreamDescription} describes. The methods return
 * null if the client already has the rows; the response is then 304.
 */
@Tag(name = "Dashboard", description = "The numbers of seasons and pools.")
@ApiResponse(
    responseCode = "304",
    description = "The client has these rows already (If-None-Match).",
    content = @Content)
@ApiResponse(responseCode = "400", ref = "Problem")
interface DashboardApi {

  /** The rows of a season; of the default season if none is requested. */
  @Operation(
      operationId = "getDashboard",
      summary = "The numbers of each pool of a season, live or as of an instant",
      parameters = {
        @Parameter(
            in = ParameterIn.QUERY,
            name = "season",
            description =
                "Year of the programme. If omitted, the latest season with a plan or numbers that"
                    + " is not later than next year.",
            example = "2026",
            schema = @Schema(type = "integer", minimum = "2000", maximum = "2999")),
        @Parameter(
            in = ParameterIn.QUERY,
            name = "country",
            description =
                "Countries of citizenship, separated by commas: each by its ISO 3166-1 alpha-2 code,"
                    + " its English or French name, or another usual name such as UK. Case and"
                    + " accents do not matter. All countries if omitted.",
            example = "IE,Japan",
            schema = @Schema(type = "string")),
        @Parameter(
            in = ParameterIn.QUERY,
            name = "category",
            description = "Category of the pools; all categories if omitted.",
            schema = @Schema(implementation = Category.class)),
        @Parameter(
            in = ParameterIn.QUERY,
            name = "rating",
            description = "Rating of the chance, in any case; all ratings if omitted.",
            schema = @Schema(implementation = Rating.class)),
        @Parameter(
            in = ParameterIn.QUERY,
            name = "open",
            description = "1: only pools that have a chance, because a round is to come.",
            schema =
                @Schema(
                    allowableValues = {"0", "1"},
                    defaultValue = "0")),
        @Parameter(
            in = ParameterIn.QUERY,
            name = "asOf",
            description =
                "The numbers as of this time: a date includes that day in Toronto; an ISO 8601 instant"
                    + " with its offset is rounded down to midnight in Toronto, where the period"
                    + " ends. Not after today. Everything known counts if omitted.",
            example = "2026-01-01T00:00:00Z",
            schema = @Schema(type = "string")),
        @Parameter(
            in = ParameterIn.QUERY,
            name = "knownAt",
            description =
                "The rows as they had been published by then, without later revisions: an ISO 8601"
                    + " instant with its offset, or a date, which includes that day in Toronto. Not"
                    + " after today. Each pool's last published week; with asOf, the"
                    + " last one that had ended by then.",
            example = "2026-01-01T00:00:00Z",
            schema = @Schema(type = "string")),
        @Parameter(
            in = ParameterIn.QUERY,
            name = "format",
            description = "json or csv; by the header Accept if omitted.",
            schema = @Schema(allowableValues = {"json", "csv"})),
        @Parameter(
            in = ParameterIn.QUERY,
            name = "bom",
            description =
                "1: CSV begins with a byte order mark, by which Excel recognizes UTF-8. JSON never"
                    + " has one.",
            schema =
                @Schema(
                    allowableValues = {"0", "1"},
                    defaultValue = "0"))
      },
      responses = {
        @ApiResponse(
            responseCode = "200",
            description = "The rows.",
            content = {
              @Content(
                  mediaType = MediaType.APPLICATION_JSON_VALUE,
                  schema = @Schema(implementation = TableBody.Dashboard.class)),
              @Content(
                  mediaType = "text/csv",
                  schema =
                      @Schema(
                          type = "string",
                          description = "The same rows, RFC 4180, with a header."))
            })
      })
  @Versioned
  @PublicEndpoint
  @ReadableByAnySite
  @GetMapping("/api/v1/dashboard")
  @Nullable ResponseEntity<byte[]> dashboard(ServletWebRequest request);

  /** A pool's rows as of every publication. */
  @Operation(
      operationId = "getPoolHistory",
      summary = "The rows of a general pool as of every publication",
      parameters = {
        @Parameter(
            in = ParameterIn.QUERY,
            name = "knownAt",
            description =
                "The rows as they had been published by then, without later revisions: an ISO 8601"
                    + " instant with its offset, or a date, which includes that day in Toronto. Not"
                    + " after today. The current rows if omitted.",
            example = "2026-01-01T00:00:00Z",
            schema = @Schema(type = "string")),
        @Parameter(
            in = ParameterIn.QUERY,
            name = "format",
            description = "json or csv; by the header Accept if omitted.",
            schema = @Schema(allowableValues = {"json", "csv"})),
        @Parameter(
            in = ParameterIn.QUERY,
            name = "bom",
            description =
                "1: CSV begins with a byte order mark, by which Excel recognizes UTF-8. JSON never"
                    + " has one.",
            schema =
                @Schema(
                    allowableValues = {"0", "1"},
                    defaultValue = "0"))
      },
      responses = {
        @ApiResponse(
            responseCode = "200",
            description = "The rows.",
            content = {
              @Content(
                  mediaType = MediaType.APPLICATION_JSON_VALUE,
                  schema = @Schema(implementation = TableBody.History.class)),
              @Content(
                  mediaType = "text/csv",
                  schema =
                      @Schema(
                          type = "string",
                          description = "The same rows, RFC 4180, with a header."))
            }),
        @ApiResponse(responseCode = "404", ref = "Problem")
      })
  @Versioned
  @PublicEndpoint
  @ReadableByAnySite
  @GetMapping({PoolPath.GENERAL + "/history", PoolPath.STREAM + "/history"})
  @Nullable ResponseEntity<byte[]> history(
      @Described.Season @PathVariable String season,
      @Described.Country @PathVariable String country,
      @Described.Category @PathVariable String category,
      @Described.Stream @PathVariable(required = false) @Nullable String stream,
      ServletWebRequest request);
}
