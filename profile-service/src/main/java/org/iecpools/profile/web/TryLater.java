package org.iecpools.profile.web;

import org.iecpools.kit.web.Problem;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Answers 503 with Retry-After if an event could not be published. */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
final class TryLater {

  @ExceptionHandler
  ResponseEntity<ProblemDetail> notPublished(ProfileSubmissions.NotPublished e) {
    return later(
        "NOT_PUBLISHED",
        "The event log did not take it in time; try again, with the same Idempotency-Key for a profile.");
  }

  private static ResponseEntity<ProblemDetail> later(String code, String detail) {
    return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
        .header(HttpHeaders.RETRY_AFTER, "2")
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .body(new Problem(HttpStatus.SERVICE_UNAVAILABLE, code, detail).getBody());
  }
}
