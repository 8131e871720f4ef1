package org.iecpools.environment;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** The environment is not the one that the data belong to. Nothing has been changed or counted. */
public final class EnvironmentChanged extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  private final transient List<Finding> findings;

  /**
   * @param findings at least one
   */
  public EnvironmentChanged(List<Finding> findings) {
    super(
        findings.stream()
            .map(Finding::toString)
            .collect(
                Collectors.joining(
                    "\n  ", "the environment has changed, so nothing is counted:\n  ", "")));
    this.findings = List.copyOf(findings);
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }

  /** All differences. */
  public List<Finding> findings() {
    return findings;
  }
}
