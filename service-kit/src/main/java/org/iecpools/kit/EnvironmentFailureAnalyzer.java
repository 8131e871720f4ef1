package org.iecpools.kit;

import java.util.stream.Collectors;
import org.iecpools.environment.EnvironmentChanged;
import org.iecpools.environment.Finding;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Ends the log of a refused start with both sides and the way out, not with a stack trace. */
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
