package org.iecpools.kit.trace;

import io.opentelemetry.api.trace.SpanKind;

/** What a service does with a record, named as in OpenTelemetry's conventions for messaging. */
enum RecordOperation {
  /** A task reads it. */
  PROCESS("process", "process", SpanKind.CONSUMER),
  /** An instance adds it to what it knows of a whole topic. */
  FOLLOW("follow", "process", SpanKind.CONSUMER),
  /** A request is waiting until it is on its topic. */
  SEND("send", "send", SpanKind.PRODUCER);

  private final String label;
  private final String type;
  private final SpanKind kind;

  RecordOperation(String label, String type, SpanKind kind) {
    this.label = label;
    this.type = type;
    this.kind = kind;
  }

  String label() {
    return label;
  }

  String type() {
    return type;
  }

  SpanKind kind() {
    return kind;
  }
}
