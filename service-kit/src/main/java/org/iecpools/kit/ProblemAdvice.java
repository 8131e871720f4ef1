package org.iecpools.kit;

import java.util.List;
import org.iecpools.events.SchemaRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/** Every error as a problem, the framework's own included. */
@RestControllerAdvice
final class ProblemAdvice extends ResponseEntityExceptionHandler {

  private static final Logger LOG = LoggerFactory.getLogger(ProblemAdvice.class);

  @ExceptionHandler
  ProblemDetail registryIsDown(SchemaRegistry.Unavailable e) {
    LOG.warn("request failed: {}", e.getMessage());
    return new Problem(
            HttpStatus.SERVICE_UNAVAILABLE,
            "Service Unavailable",
            List.of(new Fault("", "REGISTRY_DOWN", "The schema registry is down; try again soon.")))
        .getBody();
  }

  @ExceptionHandler
  ProblemDetail unexpected(Exception e) {
    LOG.error("request failed", e);
    return new Problem(
            HttpStatus.INTERNAL_SERVER_ERROR, "INTERNAL", "Something broke here; it is logged.")
        .getBody();
  }
}
