package org.iecpools.kit.environment;

import java.util.stream.Collectors;
import org.iecpools.environment.EnvironmentChanged;
import org.iecpools.environment.Finding;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Logs both states and the remedy of each difference when startup is refused, instead of a stack
 * trace.
 */
final class EnvironmentFailureAnalyzer extends AbstractFailureAnalyzer<EnvironmentChanged> {

  @Override
  protected FailureAnalysis analyze(Throwable failure, EnvironmentChanged cause) {
    return new FailureAnalysis(
        "The environment is not the one that the data belong to. Nothing was read or written.\n"
            + cause.findings().stream()
                .map(Finding::difference)
                .collect(Collectors.joining("\n", "", "")),
        cause.findings().stream().map(Finding::wayOut).distinct().collect(Collectors.joining("\n")),
        cause);
  }
}
