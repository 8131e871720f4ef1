package org.iecpools.kit.keys;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Logs in one sentence why a service does not start with its secret keys. */
final class UnusableKeysAnalyzer extends AbstractFailureAnalyzer<UnusableKeys> {

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, UnusableKeys cause) {
    return new FailureAnalysis(
        cause.getMessage(), "See \"The keys\" in docs/draw.md and docs/profile-service.md.", cause);
  }
}
