package org.iecpools.stats.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.security.Principal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.iecpools.kit.access.RequiresScope;
import org.iecpools.kit.access.Scope;
import org.iecpools.kit.web.Described;
import org.iecpools.stats.domain.Count;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import tools.jackson.databind.JsonNode;

/** Description of the endpoints for rebuilds of the statistics. */
@Tag(name = "Rebuilds", description = "Recounting of all statistics.")
interface RebuildsApi {

  /** Schema of an order, for the description only: the controller reads the body. */
  record RebuildOrder(
      @Schema(description = "Why it is ordered, recorded with the order.", maxLength = 500)
          @Nullable String reason) {}

  /** The state of the last rebuild. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Rebuild(
      @Schema(description = "Version of the sums that is served, from 0.", minimum = "0")
          int serving,
      @Schema(description = "Version that is being built; absent if none is.", minimum = "1")
          @Nullable Integer building,
      @Schema(description = "When the last rebuild was ordered, UTC; absent if none was.")
          @Nullable Instant orderedAt,
      @Schema(
              description =
                  "Subject of the token with which it was ordered; absent if it is not known.")
          @Nullable String orderedBy,
      @Schema(description = "Why it was ordered; absent if no reason was given.")
          @Nullable String reason,
      @Schema(description = "Input partitions.") Progress partitions,
      @Schema(
              description =
                  "Records of the inputs that existed when the rebuild was ordered, including"
                      + " transaction markers.")
          Progress records,
      @Schema(
              description =
                  "What the new version changed; absent until it is served, and on an instance that"
                      + " started later.")
          @Nullable Changes changes) {}

  /** Progress: the total and the part done. */
  @Schema(name = "RebuildProgress")
  record Progress(
      @Schema(description = "Total number.", minimum = "0") long all,
      @Schema(description = "Number that is done.", minimum = "0") long done) {}

  /** What a new version changed. */
  @Schema(name = "RebuildChanges")
  record Changes(
      @Schema(description = "Number of days of pools whose sums differ.", minimum = "0") int count,
      @Schema(description = "The first of them, ordered by season, country, category and day.")
          List<Change> first) {}

  /** A day of a pool whose sums differ. */
  @Schema(name = "RebuildChange")
  record Change(
      @Described.Pool String pool,
      @Schema(description = "Day in Toronto.") LocalDate day,
      @Schema(description = "The sums that differ.") List<Sum> sums) {}

  /** The sum of one count before and after. */
  @Schema(name = "RebuildSum")
  record Sum(
      @Schema(description = "The count.") Count count,
      @Schema(description = "Its sum in the previous version.") long before,
      @Schema(description = "Its sum in the new version.") long after) {}

  /** Orders a rebuild. */
  @Operation(
      operationId = "orderRebuild",
      summary = "Orders a rebuild: counts everything again from the first event",
      description =
          "The sums get a new version. The previous version is served until the new one is"
              + " complete.",
      requestBody =
          @io.swagger.v3.oas.annotations.parameters.RequestBody(
              content =
                  @Content(
                      mediaType = MediaType.APPLICATION_JSON_VALUE,
                      schema = @Schema(implementation = RebuildOrder.class),
                      examples =
                          @ExampleObject(
                              """
                              {"reason": "A counting error of version 1.2 is fixed."}
                              """))),
      responses = {
        @ApiResponse(
            responseCode = "202",
            description = "Ordered; Location is the address of its progress.",
            content =
                @Content(
                    mediaType = MediaType.APPLICATION_JSON_VALUE,
                    schema = @Schema(implementation = Rebuild.class))),
        @ApiResponse(responseCode = "400", ref = "Problem"),
        @ApiResponse(responseCode = "409", ref = "Problem"),
        @ApiResponse(responseCode = "422", ref = "Problem"),
        @ApiResponse(responseCode = "503", ref = "Problem")
      })
  @RequiresScope(Scope.STATISTICS_REBUILD)
  @PostMapping("/api/v1/rebuilds")
  ResponseEntity<Rebuild> order(
      @Parameter(hidden = true) @RequestBody(required = false) @Nullable JsonNode body,
      @Nullable Principal caller);

  /** The progress of the last rebuild. */
  @Operation(
      operationId = "getLatestRebuild",
      summary = "The progress of the last rebuild",
      responses =
          @ApiResponse(
              responseCode = "200",
              description = "The version that is served, and the progress of the next one.",
              content =
                  @Content(
                      mediaType = MediaType.APPLICATION_JSON_VALUE,
                      schema = @Schema(implementation = Rebuild.class))))
  @RequiresScope(Scope.STATISTICS_REBUILD)
  @GetMapping("/api/v1/rebuilds/latest")
  Rebuild latest();
}
