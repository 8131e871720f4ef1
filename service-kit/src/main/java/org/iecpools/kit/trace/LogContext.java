package org.iecpools.kit.trace;

import io.opentelemetry.api.trace.SpanContext;
import org.slf4j.MDC;

/** Adds the ids of a sampled span to all log lines of this thread until {@link #close}. */
final class LogContext implements AutoCloseable {

  /** Adds nothing. */
  static final LogContext NONE = new LogContext(false);

  private static final String TRACE = "traceId";
  private static final String SPAN = "spanId";

  private final boolean added;

  private LogContext(boolean added) {
    this.added = added;
  }

  static LogContext of(SpanContext context) {
    if (!context.isSampled()) {
      return NONE;
    }
    MDC.put(TRACE, context.getTraceId());
    MDC.put(SPAN, context.getSpanId());
    return new LogContext(true);
  }

  @Override
  public void close() {
    if (added) {
      MDC.remove(TRACE);
      MDC.remove(SPAN);
    }
  }
}
