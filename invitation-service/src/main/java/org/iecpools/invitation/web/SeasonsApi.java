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
import org.iecpools.kit.access.RequiresScope;
import org.iecpools.kit.access.RequiresToken;
import org.iecpools.kit.access.Scope;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import tools.jackson.databind.JsonNode;

/**
 * HTTP operations on announcements: a country's season, a pool's quota, a season's time of
 * publication, and withdrawals.
 */
@Tag(
    name = "Announcements",
    description = "Seasons, quotas and times of publication, and their withdrawal.")
interface SeasonsApi {

  @Operation(
      operationId = "announceSeason",
      summary = "Announces a country's season, or replaces its whole plan",
      requestBody =
          @io.swagger.v3.oas.annotations.parameters.RequestBody(
              required = true,
              content =
                  @Content(
                      mediaType = MediaType.APPLICATION_JSON_VALUE,
                      schema = @Schema(implementation = SeasonBody.class),
                      examples =
                          @ExampleObject(
                              """
                              {
                                "season": 2026,
                                "country": "IE",
                                "shortNotice": true,
                                "pools": [
                                  {
                                    "category": "WORKING_HOLIDAY",
                                    "rule": {"minAge": 18, "maxAge": 35, "participations": 2, "residence": "ANY"},
                                    "opensAt": "2025-12-15T05:00:00Z",
                                    "firstRoundAt": "2026-01-19T15:00:00Z",
                                    "finalRoundAt": "2026-10-05T14:00:00Z",
                                    "closesAt": "2026-10-16T04:00:00Z",
                                    "pauses": [{"from": "2026-07-01T04:00:00Z", "until": "2026-07-15T04:00:00Z"}],
                                    "roundCap": 500,
                                    "expectedYield": 0.6
                                  }
                                ]
                              }
                              """))))
  @ApiResponse(responseCode = "201", description = "The season is announced.")
  @AnnouncementResponses
  @RequiresScope(Scope.SEASONS_WRITE)
  @PostMapping("/api/v1/seasons")
  ResponseEntity<Announced> season(
      @Parameter(hidden = true) @RequestBody JsonNode body,
      @IdempotencyKeyHeader @RequestHeader(name = "Idempotency-Key", required = false)
          @Nullable String key,
      @Nullable Principal caller);

  @Operation(
      operationId = "announceQuota",
      summary = "Announces a pool's quota, or changes it",
      requestBody =
          @io.swagger.v3.oas.annotations.parameters.RequestBody(
              required = true,
              content =
                  @Content(
                      mediaType = MediaType.APPLICATION_JSON_VALUE,
                      schema = @Schema(implementation = QuotaBody.class),
                      examples =
                          @ExampleObject(
                              """
                              {"pool": "2026/IE/WORKING_HOLIDAY", "quota": 10500}
                              """))))
  @ApiResponse(responseCode = "201", description = "The quota is announced.")
  @AnnouncementResponses
  @RequiresScope(Scope.QUOTAS_WRITE)
  @PostMapping("/api/v1/quotas")
  ResponseEntity<Announced> quota(
      @Parameter(hidden = true) @RequestBody JsonNode body,
      @IdempotencyKeyHeader @RequestHeader(name = "Idempotency-Key", required = false)
          @Nullable String key,
      @Nullable Principal caller);

  @Operation(
      operationId = "setPublicationTime",
      summary = "Sets when the weekly numbers of a season are published, for all countries",
      description =
          "Numbers are published on Fridays at this time in America/Toronto, and are those of the"
              + " end of Thursday. The time applies to the weeks that end after now, so a week that"
              + " has ended is published at the time that was set before. Until a time is set,"
              + " numbers are published at 00:00.",
      requestBody =
          @io.swagger.v3.oas.annotations.parameters.RequestBody(
              required = true,
              content =
                  @Content(
                      mediaType = MediaType.APPLICATION_JSON_VALUE,
                      schema = @Schema(implementation = PublicationTimeBody.class),
                      examples =
                          @ExampleObject(
                              """
                              {"season": 2026, "timeOfDay": "14:00"}
                              """))))
  @ApiResponse(responseCode = "201", description = "The time is set.")
  @AnnouncementResponses
  @RequiresScope(Scope.SEASONS_WRITE)
  @PostMapping("/api/v1/publication-times")
  ResponseEntity<Announced> publicationTime(
      @Parameter(hidden = true) @RequestBody JsonNode body,
      @IdempotencyKeyHeader @RequestHeader(name = "Idempotency-Key", required = false)
          @Nullable String key,
      @Nullable Principal caller);

  @Operation(
      operationId = "withdrawAnnouncement",
      summary = "Withdraws an announcement, from now on",
      requestBody =
          @io.swagger.v3.oas.annotations.parameters.RequestBody(
              required = true,
              content =
                  @Content(
                      mediaType = MediaType.APPLICATION_JSON_VALUE,
                      schema = @Schema(implementation = WithdrawalBody.class),
                      examples =
                          @ExampleObject(
                              """
                              {
                                "announcement": "5b1f0b64-2f0e-4a39-a1a6-3f2f5b0c7d21",
                                "reason": "The season was mistyped."
                              }
                              """))))
  @ApiResponse(responseCode = "200", description = "The announcement was withdrawn before.")
  @ApiResponse(responseCode = "201", description = "The announcement is withdrawn.")
  @ApiResponse(responseCode = "404", ref = "Problem")
  @WriteProblems
  @RequiresScope(Scope.SEASONS_WRITE)
  @PostMapping("/api/v1/withdrawals")
  ResponseEntity<Announced> withdraw(
      @Parameter(hidden = true) @RequestBody JsonNode body, @Nullable Principal caller);

  @Operation(
      operationId = "listAnnouncements",
      summary = "Announcements and their withdrawals",
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
            description =
                "Country of citizenship, ISO 3166-1 alpha-2. The answer also has what concerns all"
                    + " countries.",
            example = "IE",
            schema = @Schema(type = "string", pattern = "^[A-Za-z]{2}$"))
      },
      responses = {
        @ApiResponse(responseCode = "200", description = "May be empty."),
        @ApiResponse(responseCode = "400", ref = "Problem")
      })
  @RequiresToken
  @GetMapping("/api/v1/announcements")
  AnnouncementList announcements(HttpServletRequest request);
}
