package org.iecpools.kit.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/**
 * An RFC 9457 problem that is written without Spring's handlers, for requests that do not reach
 * one.
 *
 * @param status that of the code, or another one of the framework
 * @param detail for people: what is wrong and what would be right
 * @param retryAfter time after which a repeat may succeed, in whole seconds
 */
public record ServletProblem(
    HttpStatus status, FaultCode code, String detail, Optional<Duration> retryAfter) {

  private static final JsonMapper JSON = JsonMapper.shared();

  /** The problem as JSON, in the same form as {@link Problem}. */
  byte[] json(String path) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("title", status.getReasonPhrase());
    body.put("status", status.value());
    body.put("detail", detail);
    body.put("instance", path);
    body.put("errors", List.of(new Fault("", code, detail)));
    return JSON.writeValueAsBytes(body);
  }

  /** Sends the problem. Closes the connection if part of the request may be unread. */
  void send(HttpServletRequest request, HttpServletResponse response) throws IOException {
    send(request, response, Map.of());
  }

  /** Sends the problem with further headers; see {@link #send}. */
  public void send(
      HttpServletRequest request, HttpServletResponse response, Map<String, String> headers)
      throws IOException {
    if (response.isCommitted()) {
      return;
    }
    response.reset();
    response.setStatus(status.value());
    headers.forEach(response::setHeader);
    retryAfter.ifPresent(
        after -> response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(after.toSeconds())));
    if (status == HttpStatus.CONTENT_TOO_LARGE
        || status == HttpStatus.REQUEST_TIMEOUT
        || status == HttpStatus.TOO_MANY_REQUESTS && RequestGuard.hasBody(request)) {
      response.setHeader(HttpHeaders.CONNECTION, "close");
    }
    response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    byte[] json = json(request.getRequestURI());
    response.setContentLength(json.length);
    response.getOutputStream().write(json);
  }
}
