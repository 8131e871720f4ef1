package org.iecpools.kit.trace;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Makes the spans of records that are read and sent, and passes their context on in record headers
 * (ADR 48). A record is traced only if it carries a context: traces begin with a request or with an
 * upstream system. No header of a record makes a method throw.
 */
public final class Traces implements AutoCloseable {

  /** Name of the record header that carries a context. */
  public static final String HEADER = TraceContext.HEADER;

  /** Makes no span and adds no header. */
  public static final Traces OFF = new Traces();

  /**
   * Number of written records that continue one span. One order or correction may write 20,000
   * events, and each would add about ten spans to the same trace.
   */
  static final int MOST_CONTINUED = 20;

  /** Number of records that have continued the span of a context. */
  private static final ContextKey<AtomicInteger> CONTINUED = ContextKey.named("iec-continued");

  private static final int SHUTDOWN_SECONDS = 2;

  private final @Nullable OpenTelemetrySdk telemetry;
  private final @Nullable Tracer tracer;
  private final RoundContexts rounds = new RoundContexts();

  private Traces() {
    telemetry = null;
    tracer = null;
  }

  /**
   * @param telemetry where spans are exported to; closed with this
   */
  public Traces(OpenTelemetrySdk telemetry) {
    this.telemetry = telemetry;
    this.tracer = telemetry.getTracer("org.iecpools");
  }

  /** For spans other than those of records; null if traces are off. */
  @Nullable Tracer tracer() {
    return tracer;
  }

  /** Whether spans are made at all. */
  public boolean isOn() {
    return tracer != null;
  }

  // ---- reading

  /**
   * Starts the span of a record that was read by a task; empty if the record carries no context.
   */
  public Optional<RecordSpan> begin(String topic, int partition, long offset, Headers headers) {
    return begin(RecordOperation.PROCESS, topic, partition, offset, headers);
  }

  /**
   * The same, and makes the span current on this thread, so that records written before {@link
   * Processing#close} continue it.
   */
  public Processing process(String topic, int partition, long offset, Headers headers) {
    return current(begin(topic, partition, offset, headers));
  }

  /** The same for a record of a topic that is followed as a whole. */
  public Processing follow(String topic, int partition, long offset, Headers headers) {
    return current(begin(RecordOperation.FOLLOW, topic, partition, offset, headers));
  }

  private Optional<RecordSpan> begin(
      RecordOperation operation, String topic, int partition, long offset, Headers headers) {
    if (tracer == null) {
      return Optional.empty();
    }
    SpanContext parent = TraceContext.of(headers);
    if (!parent.isValid()) {
      return Optional.empty();
    }
    RecordSpan span = RecordSpan.start(tracer, parent, operation, topic);
    span.at(partition, offset);
    return Optional.of(span);
  }

  private Processing current(Optional<RecordSpan> span) {
    return span.map(begun -> new Processing(begun, rounds)).orElse(Processing.NONE);
  }

  /** The context of the processing of a record. */
  static Context continued(Span span) {
    return Context.root().with(span).with(CONTINUED, new AtomicInteger());
  }

  // ---- writing

  /**
   * Headers for a record that is written because of what is current on this thread, or because of
   * its round. Empty if neither is traced, or if {@value #MOST_CONTINUED} records have continued
   * the span.
   */
  public Headers headersOf(SpecificRecord event) {
    Headers headers = new RecordHeaders();
    if (tracer != null) {
      Context current = Context.current();
      Context cause =
          Span.fromContext(current).getSpanContext().isValid() ? current : rounds.of(event);
      SpanContext context = Span.fromContext(cause).getSpanContext();
      AtomicInteger continued = cause.get(CONTINUED);
      if (context.isValid()
          && (continued == null || continued.incrementAndGet() <= MOST_CONTINUED)) {
        TraceContext.add(context, headers);
      }
    }
    return headers;
  }

  /** Starts the span of a record that is sent, and adds its context to the record's headers. */
  public Sending send(String topic, SpecificRecord event, Headers headers) {
    SpanContext current =
        tracer == null ? SpanContext.getInvalid() : Span.current().getSpanContext();
    if (tracer == null || !current.isValid()) {
      return Sending.NONE;
    }
    RecordSpan span = RecordSpan.start(tracer, current, RecordOperation.SEND, topic);
    span.ofType(event.getSchema().getName());
    TraceContext.add(span.span().getSpanContext(), headers);
    return new Sending(span);
  }

  /** Exports what is left, for at most two seconds. */
  @Override
  public void close() {
    if (telemetry != null) {
      telemetry.shutdown().join(SHUTDOWN_SECONDS, TimeUnit.SECONDS);
    }
  }
}
