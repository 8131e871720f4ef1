package org.iecpools.kit;

import org.iecpools.events.SchemaRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/** Every error as a problem, the framework's own included. */
@RestControllerAdvice
final class ProblemAdvice extends ResponseEntityExceptionHandler {

  private static final Logger LOG = LoggerFactory.getLogger(ProblemAdvice.class);

  @ExceptionHandler
  ResponseEntity<ProblemDetail> registryIsDown(SchemaRegistry.Unavailable e) {
    return later("REGISTRY_DOWN", "The schema registry is down; try again soon.", e);
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> unavailable(Unavailable e) {
    return later("NOT_NOW", "What is asked for is being moved between instances; try again.", e);
  }

  private static ResponseEntity<ProblemDetail> later(
      String code, String detail, RuntimeException e) {
    LOG.warn("request failed: {}", e.getMessage());
    return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
        .header(HttpHeaders.RETRY_AFTER, "2")
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .body(new Problem(HttpStatus.SERVICE_UNAVAILABLE, code, detail).getBody());
  }

  @ExceptionHandler
  ProblemDetail unexpected(Exception e) {
    LOG.error("request failed", e);
    return new Problem(
            HttpStatus.INTERNAL_SERVER_ERROR, "INTERNAL", "Something broke here; it is logged.")
        .getBody();
  }
}
