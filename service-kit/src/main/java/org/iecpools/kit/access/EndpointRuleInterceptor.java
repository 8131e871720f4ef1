package org.iecpools.kit.access;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.iecpools.kit.access.EndpointRule.AnyToken;
import org.iecpools.kit.access.EndpointRule.Caller;
import org.iecpools.kit.access.EndpointRule.OneOf;
import org.iecpools.kit.access.EndpointRule.Public;
import org.iecpools.kit.web.FaultCode;
import org.iecpools.kit.web.Uuids;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.Controller;
import org.springframework.web.servlet.mvc.ParameterizableViewController;
import org.springframework.web.servlet.resource.ResourceHttpRequestHandler;

/**
 * Applies the rule of each endpoint before anything else reads the request. It sees the handler
 * that Spring has chosen, so a path cannot be written in a way that another rule applies to it.
 */
final class EndpointRuleInterceptor implements HandlerInterceptor, WebMvcConfigurer {

  private static final Logger LOG = LoggerFactory.getLogger(EndpointRuleInterceptor.class);

  /** Prefix of the authorities that Spring Security makes of a token's scopes. */
  static final String AUTHORITY = "SCOPE_";

  /** The handlers of {@code /v3/api-docs}, whose methods cannot be annotated. */
  private static final String API_DESCRIPTION = "org.springdoc.";

  private static final String SPRING_BOOT = "org.springframework.boot.";

  /** Parameter with which a public proof is about one candidate's profile. */
  private static final String PROFILE = "profileId";

  @Override
  public void addInterceptors(InterceptorRegistry registry) {
    registry.addInterceptor(this).order(Ordered.HIGHEST_PRECEDENCE);
  }

  @Override
  public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
      throws IOException {
    // Spring answers OPTIONS with the methods of the path; no endpoint maps it.
    if (HttpMethod.OPTIONS.matches(request.getMethod())) {
      return true;
    }
    Optional<EndpointRule> rule = ruleOf(handler);
    if (rule.isEmpty()) {
      LOG.error("{} {} has no rule and is refused", request.getMethod(), handler);
      Refusal.of(FaultCode.FORBIDDEN).send(request, response);
      return false;
    }
    if (!(rule.get() instanceof Public) || request.getParameter(PROFILE) != null) {
      response.setHeader(HttpHeaders.CACHE_CONTROL, CacheControl.noStore().getHeaderValue());
    }
    switch (rule.get().verdict(caller(), candidate(request))) {
      case PERMITTED -> {
        return true;
      }
      case TOKEN_NEEDED -> Refusal.of(FaultCode.TOKEN_REQUIRED).send(request, response);
      case SCOPE_NEEDED -> Refusal.scopeNeeded(scopes(rule.get())).send(request, response);
      case OTHER_CANDIDATE -> Refusal.of(FaultCode.OTHER_SUBJECT).send(request, response);
    }
    return false;
  }

  private static Optional<EndpointRule> ruleOf(Object handler) {
    return switch (handler) {
      case HandlerMethod method when method.getBeanType().getName().startsWith(API_DESCRIPTION) ->
          Optional.of(new Public());
      case HandlerMethod method -> EndpointRule.of(method);
      // Files of the page, and paths that do not exist.
      case ResourceHttpRequestHandler _, ParameterizableViewController _ ->
          Optional.of(new Public());
      // The page for a client that does not accept HTML.
      case Controller page when page.getClass().getName().startsWith(SPRING_BOOT) ->
          Optional.of(new Public());
      default -> Optional.empty();
    };
  }

  private static String scopes(EndpointRule rule) {
    return switch (rule) {
      case OneOf oneOf -> oneOf.text();
      case Public _, AnyToken _ -> "";
    };
  }

  private static Optional<Caller> caller() {
    Authentication given = SecurityContextHolder.getContext().getAuthentication();
    return given instanceof JwtAuthenticationToken token && token.isAuthenticated()
        ? Optional.of(
            new Caller(
                token.getAuthorities().stream()
                    .map(GrantedAuthority::getAuthority)
                    .filter(name -> name != null && name.startsWith(AUTHORITY))
                    .map(name -> name.substring(AUTHORITY.length()))
                    .flatMap(name -> Scope.of(name).stream())
                    .collect(Collectors.toUnmodifiableSet()),
                Optional.ofNullable(token.getToken().getSubject()).flatMap(Uuids::parse)))
        : Optional.empty();
  }

  @SuppressWarnings("unchecked") // Spring stores this type under the attribute
  private static Optional<UUID> candidate(HttpServletRequest request) {
    var variables =
        (Map<String, String>) request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE);
    return Optional.ofNullable(variables).map(all -> all.get("candidateId")).flatMap(Uuids::parse);
  }
}
