package org.iecpools.kit.trace;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;

/**
 * The span of one record, with the attributes of OpenTelemetry's conventions for messaging. No
 * attribute depends on the content of the record, except for its type.
 */
public final class RecordSpan {

  /** Simple name of the event's type. */
  static final AttributeKey<String> TYPE = AttributeKey.stringKey("iec.event.type");

  static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");
  static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("messaging.system");
  static final AttributeKey<String> TOPIC = AttributeKey.stringKey("messaging.destination.name");
  static final AttributeKey<String> PARTITION =
      AttributeKey.stringKey("messaging.destination.partition.id");
  static final AttributeKey<Long> OFFSET = AttributeKey.longKey("messaging.kafka.offset");
  static final AttributeKey<String> OPERATION_NAME =
      AttributeKey.stringKey("messaging.operation.name");
  static final AttributeKey<String> OPERATION_TYPE =
      AttributeKey.stringKey("messaging.operation.type");

  private final Tracer tracer;
  private final Span span;

  private RecordSpan(Tracer tracer, Span span) {
    this.tracer = tracer;
    this.span = span;
  }

  /** Starts the span of a record. */
  static RecordSpan start(
      Tracer tracer, SpanContext parent, RecordOperation operation, String topic) {
    return new RecordSpan(
        tracer,
        tracer
            .spanBuilder(operation.label() + " " + topic)
            .setParent(Context.root().with(Span.wrap(parent)))
            .setSpanKind(operation.kind())
            .setAttribute(SYSTEM, "kafka")
            .setAttribute(TOPIC, topic)
            .setAttribute(OPERATION_NAME, operation.label())
            .setAttribute(OPERATION_TYPE, operation.type())
            .startSpan());
  }

  /** Starts the span of a record that was written because of this one, and is followed. */
  public RecordSpan followed(String topic, int partition, long offset) {
    RecordSpan next = start(tracer, span.getSpanContext(), RecordOperation.FOLLOW, topic);
    next.at(partition, offset);
    return next;
  }

  void at(int partition, long offset) {
    span.setAttribute(PARTITION, Integer.toString(partition)).setAttribute(OFFSET, offset);
  }

  /**
   * States what the record is.
   *
   * @param type simple name of the event's type
   */
  public void ofType(String type) {
    span.setAttribute(TYPE, type);
  }

  /** States that processing failed. The text of the exception may quote data, so it is left out. */
  void failed(Throwable failure) {
    span.setStatus(StatusCode.ERROR).setAttribute(ERROR, failure.getClass().getName());
  }

  /** Ends the span now. */
  public void end() {
    span.end();
  }

  Span span() {
    return span;
  }
}
