package org.iecpools.kit.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.ResponseEntity;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Forwards requests with a {@code candidateId} in their path to the instance whose tasks hold the
 * candidate. An invalid id is left to the endpoint, which reports it.
 */
public final class PassOnToOwner implements HandlerInterceptor, WebMvcConfigurer {

  /**
   * Maximum length of a forwarded body in bytes. Longer than any body that an endpoint accepts, so
   * that the endpoint reports a body that is too long.
   */
  private static final int LONGEST = 1 << 17;

  private final Peers peers;
  private final String store;

  /**
   * @param store a state store whose tasks' inputs are keyed by candidate
   */
  public PassOnToOwner(Peers peers, String store) {
    this.peers = peers;
    this.store = store;
  }

  @Override
  public void addInterceptors(InterceptorRegistry registry) {
    registry.addInterceptor(this).addPathPatterns("/api/v1/candidates/{candidateId}/**");
  }

  @Override
  public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
      throws IOException {
    if (Peers.passedOn(request)) {
      return true;
    }
    Optional<URI> owner =
        Uuids.parse(candidateId(request)).flatMap(id -> peers.owner(store, id.toString()));
    if (owner.isEmpty()) {
      return true;
    }
    ResponseEntity<byte[]> answer =
        peers.passOn(request, request.getInputStream().readNBytes(LONGEST), owner.get());
    response.setStatus(answer.getStatusCode().value());
    answer.getHeaders().forEach((name, values) -> response.setHeader(name, values.getFirst()));
    response.getOutputStream().write(answer.getBody());
    return false;
  }

  @SuppressWarnings("unchecked") // Spring stores this type under the attribute
  private static String candidateId(HttpServletRequest request) {
    var variables =
        (Map<String, String>) request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE);
    return variables == null ? "" : variables.getOrDefault("candidateId", "");
  }
}
