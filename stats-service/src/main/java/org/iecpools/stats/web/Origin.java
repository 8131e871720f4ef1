package org.iecpools.stats.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Objects;
import org.springframework.http.HttpHeaders;

/** The scheme and authority under which a client requested an answer, for absolute addresses. */
public final class Origin {

  private Origin() {}

  /**
   * The origin of a request. The kit has refused unknown names in {@code Host}. The scheme is that
   * of the connection, or what a proxy states if the settings trust it.
   */
  public static String of(HttpServletRequest request) {
    return request.getScheme()
        + "://"
        + Objects.requireNonNullElse(request.getHeader(HttpHeaders.HOST), request.getServerName());
  }
}
