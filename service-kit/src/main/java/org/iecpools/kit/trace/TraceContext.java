package org.iecpools.kit.trace;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The W3C trace context in the header {@code traceparent}, of records and of HTTP requests.
 * Anything but one valid value of {@value #LENGTH} characters is ignored. {@code tracestate} and
 * {@code baggage} are neither read nor written, because a sender could put any data there.
 */
final class TraceContext {

  /** Name of the header. */
  static final String HEADER = "traceparent";

  /** Length of a value of version 00, in characters. */
  static final int LENGTH = 55;

  private static final TextMapGetter<String> VALUE =
      new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(String value) {
          return List.of(HEADER);
        }

        @Override
        public @Nullable String get(@Nullable String value, String name) {
          return HEADER.equals(name) ? value : null;
        }
      };

  private TraceContext() {}

  /** The context in the headers of a record; invalid if there is none, or more than one. */
  static SpanContext of(Headers headers) {
    byte[] only = null;
    for (Header header : headers.headers(HEADER)) {
      if (only != null || header.value() == null) {
        return SpanContext.getInvalid();
      }
      only = header.value();
    }
    return only == null || only.length != LENGTH
        ? SpanContext.getInvalid()
        : of(new String(only, ISO_8859_1));
  }

  /** The context in a header's value; invalid if the value is. */
  static SpanContext of(@Nullable String value) {
    if (value == null || value.length() != LENGTH) {
      return SpanContext.getInvalid();
    }
    Context context = W3CTraceContextPropagator.getInstance().extract(Context.root(), value, VALUE);
    return Span.fromContext(context).getSpanContext();
  }

  /** The header's value for a valid context. */
  static String text(SpanContext context) {
    return "00-"
        + context.getTraceId()
        + "-"
        + context.getSpanId()
        + "-"
        + context.getTraceFlags().asHex();
  }

  /** Adds a valid context to the headers of a record. */
  static void add(SpanContext context, Headers headers) {
    headers.add(HEADER, text(context).getBytes(ISO_8859_1));
  }
}
