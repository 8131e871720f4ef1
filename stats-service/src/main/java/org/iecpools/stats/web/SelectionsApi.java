package org.iecpools.stats.web;

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

/**
 * Description of the feed, in IRCC's format and as JSON and CSV. The methods return null if the
 * client already has the file; the response is then 304.
 */
@Tag(name = "Feed", description = "A season in the format of the feed that IRCC publishes.")
@ApiResponse(
    responseCode = "304",
    description = "The client has this file already (If-None-Match, If-Modified-Since).",
    content = @Content)
@ApiResponse(responseCode = "400", ref = "Problem")
@ApiResponse(responseCode = "404", ref = "Problem")
interface SelectionsApi {

  /** The feed as XML. */
  @FeedOperation(
      operationId = "getFeed",
      summary = "The feed in IRCC's format",
      responses =
          @ApiResponse(
              responseCode = "200",
              description =
                  "The feed. If the header Accept allows no XML, it is JSON or CSV as at the other"
                      + " addresses.",
              content = {
                @Content(
                    mediaType = MediaType.APPLICATION_XML_VALUE,
                    schema =
                        @Schema(
                            type = "string",
                            description =
                                "An element temp with chancesdate, then an element country per pool"
                                    + " with quota, first, second, invitations, candidates, spots"
                                    + " and chances.")),
                @Content(
                    mediaType = MediaType.APPLICATION_JSON_VALUE,
                    schema = @Schema(implementation = SelectionsBody.class)),
                @Content(
                    mediaType = "text/csv",
                    schema =
                        @Schema(
                            type = "string",
                            description = "A row per pool, RFC 4180, with a header."))
              }))
  @Versioned
  @PublicEndpoint
  @ReadableByAnySite
  @GetMapping("/selections.xml")
  @Nullable ResponseEntity<byte[]> xml(ServletWebRequest request);

  /** The feed as JSON. */
  @FeedOperation(
      operationId = "getFeedAsJson",
      summary = "The feed as JSON",
      responses =
          @ApiResponse(
              responseCode = "200",
              description = "The feed.",
              content =
                  @Content(
                      mediaType = MediaType.APPLICATION_JSON_VALUE,
                      schema = @Schema(implementation = SelectionsBody.class))))
  @Versioned
  @PublicEndpoint
  @ReadableByAnySite
  @GetMapping("/selections.json")
  @Nullable ResponseEntity<byte[]> json(ServletWebRequest request);

  /** The feed as CSV. */
  @FeedOperation(
      operationId = "getFeedAsCsv",
      summary = "The feed as CSV",
      responses =
          @ApiResponse(
              responseCode = "200",
              description = "The feed.",
              content =
                  @Content(
                      mediaType = "text/csv",
                      schema =
                          @Schema(
                              type = "string",
                              description = "A row per pool, RFC 4180, with a header."))))
  @Versioned
  @PublicEndpoint
  @ReadableByAnySite
  @GetMapping("/selections.csv")
  @Nullable ResponseEntity<byte[]> csv(ServletWebRequest request);
}
