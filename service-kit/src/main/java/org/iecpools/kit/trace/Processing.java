package org.iecpools.kit.trace;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** The processing of one record: its span is current on this thread until {@link #close}. */
public final class Processing implements AutoCloseable {

  /** The processing of a record that is not traced. */
  public static final Processing NONE = new Processing();

  private final @Nullable RecordSpan span;
  private final RoundContexts rounds;
  private final Context context;
  private final Scope scope;
  private final LogContext log;

  private Processing() {
    span = null;
    rounds = new RoundContexts();
    context = Context.root();
    scope = Scope.noop();
    log = LogContext.NONE;
  }

  /**
   * @param rounds receives the context if the record announces a round
   */
  @SuppressWarnings("MustBeClosedChecker") // close() closes the scope
  Processing(RecordSpan span, RoundContexts rounds) {
    this.span = span;
    this.rounds = rounds;
    this.context = Traces.continued(span.span());
    this.scope = context.makeCurrent();
    this.log = LogContext.of(span.span().getSpanContext());
  }

  /** States what the record is. */
  public void of(SpecificRecord event) {
    if (span != null) {
      span.ofType(event.getSchema().getName());
      rounds.announced(event, context);
    }
  }

  /**
   * States what the record is, if it is not decoded.
   *
   * @param type simple name of the event's type; asked for only if the record is traced
   */
  public void ofType(Supplier<Optional<String>> type) {
    if (span != null) {
      type.get().ifPresent(span::ofType);
    }
  }

  /** Headers for records of this topology that are derived from this one. */
  public Headers headers() {
    Headers headers = new RecordHeaders();
    if (span != null) {
      TraceContext.add(span.span().getSpanContext(), headers);
    }
    return headers;
  }

  /** States that the processing failed. */
  public void failed(Throwable failure) {
    if (span != null) {
      span.failed(failure);
    }
  }

  @Override
  public void close() {
    log.close();
    scope.close();
    if (span != null) {
      span.end();
    }
  }
}
