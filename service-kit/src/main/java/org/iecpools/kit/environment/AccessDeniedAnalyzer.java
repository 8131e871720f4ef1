package org.iecpools.kit.environment;

import org.iecpools.kafka.AccessDenied;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Logs what Kafka denies and what would be right, instead of a stack trace. */
final class AccessDeniedAnalyzer extends AbstractFailureAnalyzer<AccessDenied> {

  @Override
  protected FailureAnalysis analyze(Throwable failure, AccessDenied cause) {
    return new FailureAnalysis(
        String.valueOf(cause.getMessage()),
        "Set iec.command-config to a file with the properties of this service's user, or the same"
            + " properties under spring.kafka.properties.",
        cause);
  }
}
