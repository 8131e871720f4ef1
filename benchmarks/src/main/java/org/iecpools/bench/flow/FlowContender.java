package org.iecpools.bench.flow;

import java.util.List;

/** The measured programs, in the order of the first round. */
enum FlowContender {
  SERVICE("service", "this system: the four services as the local stack starts them", List.of()),
  LIMIT(
      "limit",
      "one read-process-write loop with exactly-once transactions",
      List.of("bench-limit-profiles", "bench-limit-entered")),
  LIMIT_3(
      "limit-3",
      "three such loops in a row",
      List.of(
          "bench-limit-3-profiles",
          "bench-limit-3-entered",
          "bench-limit-3-by-country",
          "bench-limit-3-candidates")),
  POSTGRES(
      "postgres",
      "spring-kafka listener, a PostgreSQL transaction per profile, relayed outbox",
      List.of("bench-postgres-profiles", "bench-postgres-entered"));

  private final String text;
  private final String description;
  private final List<String> topics;

  FlowContender(String text, String description, List<String> topics) {
    this.text = text;
    this.description = description;
    this.topics = topics;
  }

  /** The name in options and reports. */
  String text() {
    return text;
  }

  String description() {
    return description;
  }

  /** Its own topics in the order of the flow, first the profiles; none for this system. */
  List<String> topics() {
    return topics;
  }
}
