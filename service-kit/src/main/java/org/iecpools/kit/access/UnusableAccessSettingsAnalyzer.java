package org.iecpools.kit.access;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Logs in one sentence why a service does not start with its settings of tokens. */
final class UnusableAccessSettingsAnalyzer extends AbstractFailureAnalyzer<UnusableAccessSettings> {

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, UnusableAccessSettings cause) {
    return new FailureAnalysis(
        cause.getMessage(), "See \"Your own issuer\" in docs/security.md.", cause);
  }
}
