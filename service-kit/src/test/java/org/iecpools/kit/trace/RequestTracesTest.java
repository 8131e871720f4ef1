package org.iecpools.kit.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.iecpools.kit.web.Peers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.servlet.HandlerMapping;

class RequestTracesTest {

  private static final String ROUTE = "/api/v1/candidates/{candidateId}/profiles";
  private static final String CANDIDATE = "2f9d1f7c-9d7a-4c8e-8f0e-0d6c0f2f4a11";
  private static final String CLIENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  private final CollectedSpans collected = new CollectedSpans();
  private final RequestTraces requests = new RequestTraces(collected.traces());

  @Test
  void aChangeBeginsATraceNamedByItsRoute() {
    handle(request("POST"), 201);

    SpanData span = collected.spans().getFirst();
    assertThat(span.getName()).isEqualTo("POST " + ROUTE);
    assertThat(span.getParentSpanContext().isValid()).isFalse();
    assertThat(span.getLinks()).isEmpty();
    assertThat(span.getAttributes().get(AttributeKey.longKey("http.response.status_code")))
        .isEqualTo(201);
    assertThat(span.toString()).doesNotContain(CANDIDATE).doesNotContain("secret");
    assertThat(Span.current().getSpanContext().isValid()).isFalse();
  }

  @Test
  void theContextOfAClientIsLinkedAndNotContinued() {
    MockHttpServletRequest request = request("POST");
    request.addHeader("traceparent", CLIENT);

    handle(request, 201);

    SpanData span = collected.spans().getFirst();
    assertThat(span.getTraceId()).isNotEqualTo(CLIENT.substring(3, 35));
    assertThat(span.getLinks())
        .singleElement()
        .satisfies(
            link ->
                assertThat(link.getSpanContext().getTraceId()).isEqualTo(CLIENT.substring(3, 35)));
  }

  @Test
  void aForwardedRequestCarriesTheContextOfThisOne() {
    MockHttpServletRequest request = request("POST");

    handle(request, 201);

    assertThat(request.getAttribute(Peers.TRACE_CONTEXT))
        .asString()
        .contains(collected.spans().getFirst().getSpanId());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "00-0-0-01", CLIENT + "-more", "00-\u00e9\n"})
  void aMalformedContextIsIgnored(String context) {
    MockHttpServletRequest request = request("POST");
    request.addHeader("traceparent", context);

    handle(request, 201);

    assertThat(collected.spans().getFirst().getLinks()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD", "OPTIONS"})
  void aReadIsNotTraced(String method) {
    handle(request(method), 200);

    assertThat(collected.spans()).isEmpty();
  }

  @Test
  void aFailureOfTheServerIsMarked() {
    handle(request("POST"), 503);

    SpanData span = collected.spans().getFirst();
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(span.getAttributes().get(AttributeKey.stringKey("error.type"))).isEqualTo("503");
  }

  private void handle(MockHttpServletRequest request, int status) {
    MockHttpServletResponse response = new MockHttpServletResponse();
    Object handler = new Object();
    assertThat(requests.preHandle(request, response, handler)).isTrue();
    response.setStatus(status);
    requests.afterCompletion(request, response, handler, null);
  }

  private static MockHttpServletRequest request(String method) {
    MockHttpServletRequest request =
        new MockHttpServletRequest(method, ROUTE.replace("{candidateId}", CANDIDATE));
    request.setQueryString("key=secret");
    request.addHeader("Authorization", "Bearer secret");
    request.setAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE, ROUTE);
    return request;
  }
}
