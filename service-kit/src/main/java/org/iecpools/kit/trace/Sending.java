package org.iecpools.kit.trace;

import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** The way of one record to its topic. */
public final class Sending {

  /** The sending of a record that is not traced. */
  static final Sending NONE = new Sending(null);

  private final @Nullable RecordSpan span;

  Sending(@Nullable RecordSpan span) {
    this.span = span;
  }

  /** Ends the span: the broker has acknowledged the record. */
  public void acknowledged(RecordMetadata record) {
    if (span != null) {
      span.at(record.partition(), record.offset());
      span.end();
    }
  }

  /** Ends the span: the broker has not acknowledged the record. */
  public void failed(Throwable failure) {
    if (span != null) {
      span.failed(failure);
      span.end();
    }
  }
}
