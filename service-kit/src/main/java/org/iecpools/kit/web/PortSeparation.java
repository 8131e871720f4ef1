package org.iecpools.kit.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Serves management endpoints on the management port and everything else on the public one, except
 * for {@link ManagementPaths}. A path of the other port does not exist. The server has decoded and
 * normalized the servlet path, so an encoded or relative path cannot evade the check.
 */
final class PortSeparation extends OncePerRequestFilter {

  private final ManagementConnector management;
  private final ManagementPaths further;

  PortSeparation(ManagementConnector management, ManagementPaths further) {
    this.management = management;
    this.further = further;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (isServed(request)) {
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

  private boolean isServed(HttpServletRequest request) {
    String path = request.getServletPath();
    boolean onlyManagement = isManagement(request) || ManagementPaths.has(further.own(), path);
    return request.getLocalPort() == management.port()
        ? onlyManagement || ManagementPaths.has(further.shared(), path)
        : !onlyManagement;
  }

  static boolean isManagement(HttpServletRequest request) {
    return ManagementPaths.has(List.of(ManagementConnector.PATH), request.getServletPath());
  }
}
