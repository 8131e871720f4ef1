package org.iecpools.kit.web;

import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.tomcat.util.http.InvalidParameterException;
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
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.util.DisconnectedClientHelper;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;

/** Answers every error as a problem, including those of the framework. */
@RestControllerAdvice
final class ProblemAdvice extends ResponseEntityExceptionHandler {

  private static final Logger LOG = LoggerFactory.getLogger(ProblemAdvice.class);

  /** In seconds; a broker or registry takes about that long to restart. */
  private static final String RETRY_AFTER = "2";

  @ExceptionHandler
  ResponseEntity<ProblemDetail> registryIsDown(SchemaRegistry.Unavailable e) {
    return later("REGISTRY_DOWN", "The schema registry does not answer; try again soon.", e);
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> unavailable(Unavailable e) {
    return later("NOT_NOW", "What is asked for is being moved between instances; try again.", e);
  }

  /** Reports what is wrong with JSON and where, such as a duplicate field. */
  @Override
  protected ResponseEntity<Object> handleHttpMessageNotReadable(
      HttpMessageNotReadableException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    if (!(e.getCause() instanceof JacksonException json)) {
      return super.handleHttpMessageNotReadable(e, headers, status, request);
    }
    TokenStreamLocation at = json.getLocation();
    String where =
        at == null ? "" : " at line %d, column %d".formatted(at.getLineNr(), at.getColumnNr());
    ProblemDetail body =
        new Problem(
                HttpStatus.BAD_REQUEST,
                "MALFORMED_JSON",
                "The body is not valid JSON%s: %s.".formatted(where, json.getOriginalMessage()))
            .getBody();
    return handleExceptionInternal(e, body, headers, status, request);
  }

  private static ResponseEntity<ProblemDetail> later(String code, String detail, Exception e) {
    LOG.warn("request failed: {}", e.toString());
    return problem(HttpStatus.SERVICE_UNAVAILABLE, code, detail);
  }

  private static ResponseEntity<ProblemDetail> problem(
      HttpStatus status, String code, String detail) {
    ResponseEntity.BodyBuilder response = ResponseEntity.status(status);
    if (status == HttpStatus.SERVICE_UNAVAILABLE) {
      response.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER);
    }
    return response
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .body(new Problem(status, code, detail).getBody());
  }

  /**
   * Tomcat parses a query when a parameter is first read, so a malformed one fails in the handler.
   */
  @ExceptionHandler
  ResponseEntity<ProblemDetail> badParameters(InvalidParameterException e) {
    return problem(HttpStatus.BAD_REQUEST, "BAD_QUERY", "The query cannot be read.");
  }

  /**
   * A problem is always JSON, whatever the client accepts: negotiating with an Accept header that
   * is itself invalid would produce an empty answer.
   */
  @Override
  protected ResponseEntity<Object> handleExceptionInternal(
      Exception e,
      @Nullable Object body,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    HttpHeaders answered = new HttpHeaders();
    answered.putAll(headers);
    answered.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
    if (status.value() == HttpStatus.SERVICE_UNAVAILABLE.value()) {
      answered.set(HttpHeaders.RETRY_AFTER, RETRY_AFTER);
    }
    return super.handleExceptionInternal(e, body, answered, status, request);
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
      return later("KAFKA_DOWN", "Kafka does not answer; try again soon.", e);
    }
    LOG.error("request failed", e);
    return problem(
        HttpStatus.INTERNAL_SERVER_ERROR, "INTERNAL", "Something broke here; it is logged.");
  }

  /** Whether the failure is temporary. A record that Kafka rejects is a defect of this service. */
  private static boolean isFromKafka(Throwable e) {
    return e instanceof RetriableException;
  }
}
