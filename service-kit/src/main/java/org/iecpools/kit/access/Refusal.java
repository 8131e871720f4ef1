package org.iecpools.kit.access;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.iecpools.kit.web.FaultCode;
import org.iecpools.kit.web.ServletProblem;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/**
 * Refuses a request with a problem document and, if another token would help, the header {@code
 * WWW-Authenticate} of RFC 6750.
 *
 * @param challenge the value of the header; empty for none
 */
record Refusal(ServletProblem problem, String challenge) {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  /** A refusal with the description of its code. */
  static Refusal of(FaultCode code) {
    return of(code, code.description());
  }

  static Refusal of(FaultCode code, String detail) {
    HttpStatus status = code.status().orElseThrow();
    return new Refusal(
        new ServletProblem(
            status,
            code,
            detail,
            status == HttpStatus.SERVICE_UNAVAILABLE ? Optional.of(RETRY_AFTER) : Optional.empty()),
        status == HttpStatus.UNAUTHORIZED ? "Bearer" : "");
  }

  /** The token is valid, and has none of the scopes. */
  static Refusal scopeNeeded(String scopes) {
    Refusal refusal =
        of(FaultCode.SCOPE_REQUIRED, "The token needs one of these scopes: %s.".formatted(scopes));
    return new Refusal(
        refusal.problem, "Bearer error=\"insufficient_scope\", scope=\"%s\"".formatted(scopes));
  }

  /** The token is not valid. */
  static Refusal badToken(String why) {
    // The header's value is a quoted string.
    String quoted = why.replaceAll("[^ -~]|[\"\\\\]", "'");
    return new Refusal(
        of(FaultCode.BAD_TOKEN, "The token is not valid: %s.".formatted(quoted)).problem,
        "Bearer error=\"invalid_token\", error_description=\"%s\"".formatted(quoted));
  }

  void send(HttpServletRequest request, HttpServletResponse response) throws IOException {
    String noStore = CacheControl.noStore().getHeaderValue();
    problem.send(
        request,
        response,
        challenge.isEmpty()
            ? Map.of(HttpHeaders.CACHE_CONTROL, noStore)
            : Map.of(HttpHeaders.CACHE_CONTROL, noStore, HttpHeaders.WWW_AUTHENTICATE, challenge));
  }
}
