package org.iecpools.kit.access;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.iecpools.kit.web.Admission;
import org.iecpools.kit.web.RateLimits;
import org.iecpools.kit.web.ServletProblem;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Applies the limits of a token's subject, of requests per second and of requests at once, after
 * the token has been verified.
 */
final class SubjectLimit extends OncePerRequestFilter {

  private final RateLimits limits;
  private final Admission admission;

  SubjectLimit(RateLimits limits, Admission admission) {
    this.limits = limits;
    this.admission = admission;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    Optional<ServletProblem> problem =
        SecurityContextHolder.getContext().getAuthentication()
                instanceof JwtAuthenticationToken token
            ? identified(request, subject(token))
            : Optional.empty();
    if (problem.isPresent()) {
      problem
          .get()
          .send(
              request,
              response,
              Map.of(HttpHeaders.CACHE_CONTROL, CacheControl.noStore().getHeaderValue()));
    } else {
      chain.doFilter(request, response);
    }
  }

  private Optional<ServletProblem> identified(HttpServletRequest request, String subject) {
    return limits.identified(request, subject).or(() -> admission.identified(request, subject));
  }

  /** All tokens without a subject share one limit. */
  private static String subject(JwtAuthenticationToken token) {
    return Objects.requireNonNullElse(token.getToken().getSubject(), "");
  }
}
