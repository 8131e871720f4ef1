package org.iecpools.kit.environment;

import org.iecpools.kafka.SchemaRegistry;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Logs what the registry denies and what would be right, instead of a stack trace. */
final class RegistryDeniedAnalyzer extends AbstractFailureAnalyzer<SchemaRegistry.Denied> {

  @Override
  protected FailureAnalysis analyze(Throwable failure, SchemaRegistry.Denied cause) {
    return new FailureAnalysis(
        String.valueOf(cause.getMessage()),
        "Correct the properties schema.registry.* in the file iec.command-config, or under"
            + " spring.kafka.properties.",
        cause);
  }
}
