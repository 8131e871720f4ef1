package org.iecpools.flow;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** Receives traces (OTLP over HTTP, binary) and keeps all spans. */
final class OtlpReceiver implements AutoCloseable {

  /**
   * A span.
   *
   * @param parent id of the parent; empty for the first of a trace
   * @param begin nanoseconds since 1970
   * @param end nanoseconds since 1970
   * @param linked ids of the traces that the span links to
   */
  record Received(
      String service,
      String trace,
      String id,
      String parent,
      String name,
      long begin,
      long end,
      Map<String, String> attributes,
      List<String> linked) {

    /** Simple name of the event's type; empty if the span is not of an event. */
    Optional<String> type() {
      return Optional.ofNullable(attributes.get("iec.event.type"));
    }

    /** Service and name, for a comparison. */
    String label() {
      return service + ": " + name;
    }
  }

  private final HttpServer server;
  private final List<Received> spans = new CopyOnWriteArrayList<>();
  private final List<String> bodies = new CopyOnWriteArrayList<>();

  OtlpReceiver() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/traces", this::receive);
    server.start();
  }

  /** Base address of the receiver. */
  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** All spans so far. */
  List<Received> spans() {
    return List.copyOf(spans);
  }

  /** The spans of a trace so far. */
  List<Received> ofTrace(String trace) {
    return spans.stream().filter(span -> span.trace().equals(trace)).toList();
  }

  /** A span and its ancestors, the first of the trace last. */
  List<Received> path(Received span) {
    List<Received> path = new ArrayList<>(List.of(span));
    Optional<Received> next = parent(span);
    while (next.isPresent()) {
      path.add(next.get());
      next = parent(next.get());
    }
    return path;
  }

  private Optional<Received> parent(Received span) {
    return spans.stream()
        .filter(other -> other.trace().equals(span.trace()) && other.id().equals(span.parent()))
        .findFirst();
  }

  /** All bodies that were received, each byte as a character. */
  List<String> bodies() {
    return List.copyOf(bodies);
  }

  private void receive(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      bodies.add(new String(body, ISO_8859_1));
      for (ResourceSpans resource :
          ExportTraceServiceRequest.parseFrom(body).getResourceSpansList()) {
        String service = attributes(resource.getResource().getAttributesList()).get("service.name");
        for (ScopeSpans scope : resource.getScopeSpansList()) {
          scope.getSpansList().forEach(span -> spans.add(received(service, span)));
        }
      }
      exchange.sendResponseHeaders(200, -1);
    }
  }

  private static Received received(String service, Span span) {
    return new Received(
        service,
        hex(span.getTraceId().toByteArray()),
        hex(span.getSpanId().toByteArray()),
        hex(span.getParentSpanId().toByteArray()),
        span.getName(),
        span.getStartTimeUnixNano(),
        span.getEndTimeUnixNano(),
        attributes(span.getAttributesList()),
        span.getLinksList().stream().map(link -> hex(link.getTraceId().toByteArray())).toList());
  }

  private static Map<String, String> attributes(List<KeyValue> attributes) {
    return attributes.stream()
        .collect(Collectors.toMap(KeyValue::getKey, attribute -> text(attribute.getValue())));
  }

  private static String text(AnyValue value) {
    return value.hasStringValue()
        ? value.getStringValue()
        : value.hasIntValue() ? Long.toString(value.getIntValue()) : value.toString();
  }

  private static String hex(byte[] id) {
    return HexFormat.of().formatHex(id);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
