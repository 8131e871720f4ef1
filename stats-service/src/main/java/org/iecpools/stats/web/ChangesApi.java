package org.iecpools.stats.web;

import io.swagger.v3.oas.annotations.Operation;
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

/** Description of the endpoint that tells clients that the numbers have changed. */
@Tag(name = "Changes", description = "When the numbers change.")
interface ChangesApi {

  /** A stream of events that lasts until the client or the service ends it. */
  @Operation(
      operationId = "getChanges",
      summary = "An event whenever the numbers change (Server-Sent Events)",
      description =
          "Events named change, at most one per second. Their id and data are the version of the"
              + " numbers: request what you show with it, as the header Iec-Min-Version. The first"
              + " event is sent at once. A comment is sent every 15 s without a change. The stream"
              + " ends after 30 minutes, and when the service stops: connect again, as an"
              + " EventSource does by itself.")
  @ApiResponse(
      responseCode = "200",
      description = "The events.",
      content =
          @Content(
              mediaType = MediaType.TEXT_EVENT_STREAM_VALUE,
              schema = @Schema(type = "string", description = "Events, UTF-8.")))
  @ApiResponse(responseCode = "400", ref = "Problem")
  @ApiResponse(responseCode = "503", ref = "Problem")
  @PublicEndpoint
  @ReadableByAnySite
  @GetMapping(path = "/api/v1/changes", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  ResponseEntity<SseEmitter> changes(HttpServletRequest asked);
}
