package org.iecpools.launcher;

import java.time.Instant;
import java.util.Locale;
import org.iecpools.kafka.DeadLetter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that select dead letters. All given conditions must hold. */
final class DeadLetterFilter {
  @Option(
      names = "--topic",
      paramLabel = "TOPIC",
      description = "Only records of this topic, such as iec.profiles.")
  private @Nullable String topic;

  @Option(
      names = "--service",
      paramLabel = "NAME",
      description = "Only records that this service refused, such as pool-service.")
  private @Nullable String service;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "Only records whose reason contains this text; case is ignored.")
  private @Nullable String reason;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description = "Only records of this time or later, such as 2026-11-28T05:00:00Z.")
  private @Nullable Instant from;

  @Option(names = "--to", paramLabel = "TIME", description = "Only records before this time.")
  private @Nullable Instant to;

  /** Whether any condition was given. */
  boolean isGiven() {
    return topic != null || service != null || reason != null || from != null || to != null;
  }

  boolean accepts(DeadLetter letter) {
    return (topic == null || letter.place().startsWith(topic + "/"))
        && (service == null || letter.service().equals(service))
        && (reason == null
            || letter.reason().toLowerCase(Locale.ROOT).contains(reason.toLowerCase(Locale.ROOT)))
        && (from == null || !letter.time().isBefore(from))
        && (to == null || letter.time().isBefore(to));
  }
}
