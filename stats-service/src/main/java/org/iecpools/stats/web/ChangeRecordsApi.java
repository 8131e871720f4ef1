package org.iecpools.stats.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import org.iecpools.kit.access.PublicEndpoint;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Description of the endpoints that serve the changes themselves, in one order. */
@Tag(name = "Changes", description = "When the numbers change.")
@ApiResponse(responseCode = "400", ref = "Problem")
@ApiResponse(responseCode = "409", ref = "Problem")
@ApiResponse(responseCode = "410", ref = "Problem")
@ApiResponse(responseCode = "503", ref = "Problem")
interface ChangeRecordsApi {

  String ID = "412-5f5d3e0a";

  /** A stream of changes that lasts until the client or the service ends it. */
  @Operation(
      operationId = "streamChanges",
      summary = "The changes themselves (Server-Sent Events)",
      description =
          "Events named change; the data is one ChangeMade as JSON. Each has an id. A client that"
              + " connects again with the last id, to any instance, gets every change after it once"
              + " and in order; an EventSource sends it by itself. Without an id, the stream begins"
              + " with the next change. A comment with an id is sent every 15 s without a change."
              + " The stream ends after 30 minutes, and when the service stops.",
      parameters = {
        @Parameter(
            in = ParameterIn.HEADER,
            name = ChangeListeners.LAST_ID,
            description = "The id of the last change received.",
            example = ID,
            schema = @Schema(type = "string")),
        @Parameter(
            in = ParameterIn.QUERY,
            name = "lastEventId",
            description =
                "The same for clients that cannot send the header, which takes precedence.",
            example = ID,
            schema = @Schema(type = "string"))
      })
  @ApiResponse(
      responseCode = "200",
      description = "The events.",
      content =
          @Content(
              mediaType = MediaType.TEXT_EVENT_STREAM_VALUE,
              schema = @Schema(type = "string", description = "Events, UTF-8.")))
  @ChangeFilterParameters
  @PublicEndpoint
  @ReadableByAnySite
  @GetMapping(path = "/api/v1/changes/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  ResponseEntity<SseEmitter> stream(HttpServletRequest asked);

  /** A page of changes. */
  @Operation(
      operationId = "getChangeHistory",
      summary = "A page of changes",
      description =
          "For clients that poll. Without after, the last changes. With a filter, a page may be empty"
              + " although there are more: go on with next.",
      parameters = {
        @Parameter(
            in = ParameterIn.QUERY,
            name = "after",
            description = "The field next of the last page, or the id of a change.",
            example = ID,
            schema = @Schema(type = "string")),
        @Parameter(
            in = ParameterIn.QUERY,
            name = "limit",
            description = "Maximum number of changes that are looked at.",
            example = "100",
            schema =
                @Schema(type = "integer", minimum = "1", maximum = "200", defaultValue = "100"))
      })
  @ApiResponse(
      responseCode = "200",
      description = "The changes, oldest first.",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON_VALUE,
              schema = @Schema(implementation = ChangeBody.Page.class)))
  @ChangeFilterParameters
  @PublicEndpoint
  @ReadableByAnySite
  @GetMapping(path = "/api/v1/changes/history", produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<ChangeBody.Page> history(HttpServletRequest asked);
}
