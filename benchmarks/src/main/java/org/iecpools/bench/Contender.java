package org.iecpools.bench;

import java.util.Optional;
import org.iecpools.bench.contenders.FlinkContender;
import org.iecpools.bench.contenders.StreamsContender;
import org.jspecify.annotations.Nullable;

/** The measured programs, in the order of the report. */
enum Contender {
  RAW("raw", 1, "plain consumer, bytes only", null),
  DECODE("decode", 1, "plain consumer, every event decoded", null),
  SERVICE("service", 1, "stats-service as it ships", "stats-service"),
  DSL(
      "dsl",
      2,
      "Kafka Streams DSL: KTable, groupBy, aggregate; EOS v2, RocksDB",
      StreamsContender.GROUP),
  FLINK(
      "flink",
      2,
      "Apache Flink: heap state, checkpoint each second, exactly once",
      FlinkContender.GROUP);

  private final String text;
  private final int threads;
  private final String description;
  private final @Nullable String group;

  Contender(String text, int threads, String description, @Nullable String group) {
    this.text = text;
    this.threads = threads;
    this.description = description;
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
  String description() {
    return description;
  }

  /** The consumer group that commits its progress; empty if it only reads. */
  Optional<String> group() {
    return Optional.ofNullable(group);
  }
}
