package org.iecpools.stats.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.function.Supplier;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** How a request for a stream of Server-Sent Events is answered. */
final class EventStream {

  /** By this header, the proxy nginx passes each event on at once. */
  private static final String BUFFERING = "X-Accel-Buffering";

  private EventStream() {}

  /**
   * Answers with a stream. A request for the headers only (HEAD) opens none: nothing would be
   * written to its client, so that nobody would notice that it has gone.
   */
  static ResponseEntity<SseEmitter> answer(HttpServletRequest asked, Supplier<SseEmitter> stream) {
    ResponseEntity.BodyBuilder answer =
        ResponseEntity.ok()
            .contentType(MediaType.TEXT_EVENT_STREAM)
            .cacheControl(CacheControl.noStore())
            .header(BUFFERING, "no");
    return HttpMethod.HEAD.matches(asked.getMethod()) ? answer.build() : answer.body(stream.get());
  }
}
