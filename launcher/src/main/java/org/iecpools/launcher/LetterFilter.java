package org.iecpools.launcher;

import java.time.Instant;
import java.util.Locale;
import picocli.CommandLine.Option;

/** Options that select letters. All given conditions must hold. */
final class LetterFilter {
  @Option(
      names = "--topic",
      paramLabel = "TOPIC",
      description = "Records of this topic only, such as iec.profiles.")
  private String topic;

  @Option(
      names = "--service",
      paramLabel = "NAME",
      description = "Refused by this service only, such as pool-service.")
  private String service;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "Only where the reason contains this, in upper or lower case.")
  private String reason;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description = "Records of this time or later, such as 2026-11-28T05:00:00Z.")
  private Instant from;

  @Option(names = "--to", paramLabel = "TIME", description = "Records before this time.")
  private Instant to;

  /** Whether any condition was given. */
  boolean isGiven() {
    return topic != null || service != null || reason != null || from != null || to != null;
  }

  boolean accepts(Letter letter) {
    return (topic == null || letter.place().startsWith(topic + "/"))
        && (service == null || letter.service().equals(service))
        && (reason == null
            || letter.reason().toLowerCase(Locale.ROOT).contains(reason.toLowerCase(Locale.ROOT)))
        && (from == null || !letter.time().isBefore(from))
        && (to == null || letter.time().isBefore(to));
  }
}
