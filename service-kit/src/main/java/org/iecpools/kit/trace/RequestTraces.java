package org.iecpools.kit.trace;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Set;
import org.iecpools.kit.web.Peers;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.http.HttpStatus;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Begins a trace for each permitted request that may change something. It runs after the rule of
 * the endpoint was applied, so a client without a valid token causes no span.
 *
 * <p>A client's own context becomes a link and not the parent. Otherwise the client would decide
 * which requests are sampled, and could collect unrelated requests in one trace.
 */
final class RequestTraces implements HandlerInterceptor, WebMvcConfigurer {

  private static final Set<String> CHANGES = Set.of("POST", "PUT", "PATCH", "DELETE");

  private static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
  private static final AttributeKey<String> ROUTE = AttributeKey.stringKey("http.route");
  private static final AttributeKey<String> SCHEME = AttributeKey.stringKey("url.scheme");
  private static final AttributeKey<Long> STATUS =
      AttributeKey.longKey("http.response.status_code");

  private static final String RUNNING = RequestTraces.class.getName() + ".running";

  private record Running(Span span, Scope scope, LogContext log) {}

  private final Traces traces;

  RequestTraces(Traces traces) {
    this.traces = traces;
  }

  @Override
  public void addInterceptors(InterceptorRegistry registry) {
    if (traces.isOn()) {
      registry
          .addInterceptor(this)
          .addPathPatterns("/api/**")
          .order(Ordered.HIGHEST_PRECEDENCE + 1);
    }
  }

  @Override
  @SuppressWarnings("MustBeClosedChecker") // afterCompletion() closes the scope
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    Tracer tracer = traces.tracer();
    if (tracer != null && CHANGES.contains(request.getMethod())) {
      Span span = start(tracer, request);
      request.setAttribute(Peers.TRACE_CONTEXT, TraceContext.text(span.getSpanContext()));
      request.setAttribute(
          RUNNING, new Running(span, span.makeCurrent(), LogContext.of(span.getSpanContext())));
    }
    return true;
  }

  /** Without the path and the address, which identify a candidate. */
  private static Span start(Tracer tracer, HttpServletRequest request) {
    String route =
        String.valueOf(request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE));
    SpanBuilder span =
        tracer
            .spanBuilder(request.getMethod() + " " + route)
            .setNoParent()
            .setSpanKind(SpanKind.SERVER)
            .setAttribute(METHOD, request.getMethod())
            .setAttribute(ROUTE, route)
            .setAttribute(SCHEME, request.getScheme());
    SpanContext client = TraceContext.of(request.getHeader(TraceContext.HEADER));
    if (client.isValid()) {
      span.addLink(client);
    }
    return span.startSpan();
  }

  @Override
  public void afterCompletion(
      HttpServletRequest request,
      HttpServletResponse response,
      Object handler,
      @Nullable Exception failure) {
    if (request.getAttribute(RUNNING) instanceof Running(Span span, Scope scope, LogContext log)) {
      log.close();
      scope.close();
      int status = response.getStatus();
      span.setAttribute(STATUS, status);
      if (failure != null || status >= HttpStatus.INTERNAL_SERVER_ERROR.value()) {
        span.setStatus(StatusCode.ERROR)
            .setAttribute(
                RecordSpan.ERROR,
                failure == null ? Integer.toString(status) : failure.getClass().getName());
      }
      span.end();
    }
  }
}
