package org.iecpools.kit.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Serves management endpoints on the management port and everything else on the public one. A path
 * of the other port does not exist. The server has decoded and normalized the servlet path, so an
 * encoded or relative path cannot evade the check.
 */
final class PortSeparation extends OncePerRequestFilter {

  private final ManagementConnector management;

  PortSeparation(ManagementConnector management) {
    this.management = management;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (isManagement(request) == (request.getLocalPort() == management.port())) {
      chain.doFilter(request, response);
    } else {
      new ServletProblem(
              FaultCode.NOT_FOUND.status().orElseThrow(),
              FaultCode.NOT_FOUND,
              FaultCode.NOT_FOUND.description(),
              Optional.empty())
          .send(request, response);
    }
  }

  static boolean isManagement(HttpServletRequest request) {
    String path = request.getServletPath();
    return path.equals(ManagementConnector.PATH) || path.startsWith(ManagementConnector.PATH + "/");
  }
}
