package org.iecpools.bench;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.iecpools.bench.rivals.FlinkRival;
import org.iecpools.bench.rivals.StreamsRival;

/** The measured programs, in the order of the report. */
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

  /** The name in options and reports. */
  String text() {
    return text;
  }

  /** Number of threads or parallel instances that process events. */
  int threads() {
    return threads;
  }

  /** A short description. */
  String what() {
    return what;
  }

  /** The consumer group that commits its progress; empty if it only reads. */
  Optional<String> group() {
    return Optional.ofNullable(group);
  }

  /**
   * @throws IllegalArgumentException if there is no contender with this name; the message is one
   *     sentence
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
