package org.iecpools.kit.web;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.RetriableException;
import org.iecpools.kafka.SchemaRegistry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.servlet.resource.NoResourceFoundException;
import org.springframework.web.util.DisconnectedClientHelper;
import tools.jackson.core.JacksonException;

/** Answers every error as a problem with faults, including those of the framework. */
@RestControllerAdvice
final class ProblemAdvice extends ResponseEntityExceptionHandler {

  private static final Logger LOG = LoggerFactory.getLogger(ProblemAdvice.class);

  /** In seconds; a broker or registry takes about that long to restart. */
  private static final String RETRY_AFTER = "2";

  private static final String ERRORS = "errors";

  @ExceptionHandler
  ResponseEntity<ProblemDetail> registryIsDown(SchemaRegistry.Unavailable e) {
    return later(
        FaultCode.REGISTRY_DOWN, "The schema registry does not answer; try again soon.", e);
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> unavailable(Unavailable e) {
    return later(
        FaultCode.UNAVAILABLE,
        "The requested data are moving between instances, or the service is stopping; try again"
            + " soon.",
        e);
  }

  /** Reports what is wrong with JSON and where, such as a duplicate field. */
  @Override
  protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
      HttpMessageNotReadableException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    Problem problem =
        e.getCause() instanceof JacksonException json
            ? JsonBody.malformed(json)
            : new Problem(
                HttpStatus.BAD_REQUEST,
                FaultCode.MISSING,
                "The body is missing; it must be a JSON object.");
    return handleExceptionInternal(e, problem.getBody(), headers, status, request);
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleNoResourceFoundException(
      NoResourceFoundException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
    Problem problem = new Problem(FaultCode.NOT_FOUND, "There is no such path.");
    return handleExceptionInternal(e, problem.getBody(), headers, status, request);
  }

  private static ResponseEntity<ProblemDetail> later(FaultCode code, String detail, Exception e) {
    LOG.warn("request failed: {}", e.toString());
    return problem(code, detail);
  }

  private static ResponseEntity<ProblemDetail> problem(FaultCode code, String detail) {
    Problem problem = new Problem(code, detail);
    ResponseEntity.BodyBuilder response = ResponseEntity.status(problem.getStatusCode());
    if (problem.getStatusCode().isSameCodeAs(HttpStatus.SERVICE_UNAVAILABLE)) {
      response.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER);
    }
    return response.contentType(MediaType.APPLICATION_PROBLEM_JSON).body(problem.getBody());
  }

  /**
   * Adds a fault to the framework's own problems. A problem is always JSON, whatever the client
   * accepts: negotiating with an Accept header that is itself invalid would produce an empty
   * answer.
   */
  @Override
  protected @Nullable ResponseEntity<Object> handleExceptionInternal(
      Exception e,
      @Nullable Object body,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    Object described =
        body == null && e instanceof ErrorResponse response
            ? response.updateAndGetBody(getMessageSource(), request.getLocale())
            : body;
    if (described instanceof ProblemDetail problem) {
      addFault(problem, status);
    }
    HttpHeaders answered = new HttpHeaders();
    answered.putAll(headers);
    answered.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
    if (status.isSameCodeAs(HttpStatus.SERVICE_UNAVAILABLE)) {
      answered.set(HttpHeaders.RETRY_AFTER, RETRY_AFTER);
    }
    return super.handleExceptionInternal(e, described, answered, status, request);
  }

  private static void addFault(ProblemDetail problem, HttpStatusCode status) {
    Map<String, Object> properties = problem.getProperties();
    if (properties != null && properties.containsKey(ERRORS)) {
      return;
    }
    FaultCode code =
        Optional.ofNullable(HttpStatus.resolve(status.value()))
            .map(FaultCode::of)
            .orElse(FaultCode.BAD_REQUEST);
    if (problem.getDetail() == null) {
      problem.setDetail(code.description());
    }
    problem.setProperty(
        ERRORS,
        List.of(
            new Fault(
                "", code, Objects.requireNonNullElse(problem.getDetail(), code.description()))));
  }

  @ExceptionHandler
  @Nullable ResponseEntity<ProblemDetail> unexpected(Exception e) {
    if (DisconnectedClientHelper.isClientDisconnectedException(e)) {
      LOG.debug("client disconnected: {}", e.toString());
      return null;
    }
    Optional<Throwable> kafka =
        Stream.iterate((Throwable) e, Objects::nonNull, Throwable::getCause)
            .filter(ProblemAdvice::isFromKafka)
            .findFirst();
    if (kafka.isPresent()) {
      return later(
          FaultCode.KAFKA_DOWN,
          "Kafka does not answer in time. The request may have been stored: repeat it soon, with"
              + " the same Idempotency-Key if it has one.",
          e);
    }
    LOG.error("request failed", e);
    return problem(FaultCode.INTERNAL, "The service failed; the reason is in its log.");
  }

  /** Whether the failure is temporary. A record that Kafka rejects is a defect of this service. */
  private static boolean isFromKafka(Throwable e) {
    return e instanceof RetriableException;
  }
}
