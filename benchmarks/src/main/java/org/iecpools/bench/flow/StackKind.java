package org.iecpools.bench.flow;

import java.util.Locale;

/** What the services of a measured stack do besides their work. */
enum StackKind {
  /** Nothing: anyone may use Kafka, and nothing is traced. */
  OPEN(""),
  /** Kafka authenticates them and checks their rights, and their metrics are read. */
  SECURED(
      "Secured: each service authenticates to Kafka with SCRAM-SHA-512, the broker checks the rights"
          + " of each request, and the metrics of each service are read every 10 s. Open: none of"
          + " these. Both: HTTP endpoints have their rules, and metrics are counted. Ratios are"
          + " medians of secured divided by medians of open."),
  /** They trace every record and export the spans. */
  TRACED(
      "Traced: each profile has a trace context, all services make the spans of each record and"
          + " export them to a receiver that discards them; what does not fit into the queue of a"
          + " service, 2,048 spans, is dropped. Open: no traces. Neither authenticates to Kafka."
          + " Ratios are medians of traced divided by medians of open.");

  private final String definition;

  StackKind(String definition) {
    this.definition = definition;
  }

  /** The name in reports. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** How this kind differs from {@link #OPEN}, and what the ratios are. */
  String definition() {
    return definition;
  }
}
