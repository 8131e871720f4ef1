package org.iecpools.bench;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.iecpools.bench.rivals.FlinkRival;
import org.iecpools.bench.rivals.StreamsRival;

/** Who is measured, in the order of the report. */
enum Contender {
  RAW("raw", 1, "plain consumer, bytes only", null),
  DECODE("decode", 1, "plain consumer, every event decoded", null),
  SERVICE("service", 1, "stats-service as it ships", "stats-service"),
  DSL(
      "dsl",
      2,
      "Kafka Streams DSL: KTable, groupBy, aggregate; EOS v2, RocksDB",
      StreamsRival.GROUP),
  FLINK(
      "flink",
      2,
      "Apache Flink: heap state, checkpoint each second, exactly once",
      FlinkRival.GROUP);

  private final String text;
  private final int threads;
  private final String what;
  private final String group;

  Contender(String text, int threads, String what, String group) {
    this.text = text;
    this.threads = threads;
    this.what = what;
    this.group = group;
  }

  /** As options and reports call it. */
  String text() {
    return text;
  }

  /** Threads, or parallel instances, that work on events. */
  int threads() {
    return threads;
  }

  /** What it is, in a phrase. */
  String what() {
    return what;
  }

  /** The group that commits its place; empty for those that only read. */
  Optional<String> group() {
    return Optional.ofNullable(group);
  }

  /**
   * @throws IllegalArgumentException with a sentence for people when there is none of this name
   */
  static Contender named(String text) {
    return Arrays.stream(values())
        .filter(contender -> contender.text.equalsIgnoreCase(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'%s' is no contender; there are %s"
                        .formatted(
                            text,
                            Arrays.stream(values())
                                .map(Contender::text)
                                .collect(Collectors.joining(", ")))));
  }
}
