package org.iecpools.backup;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** An export or import cannot be done. The message states every reason, one a line. */
public final class BackupFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Maximum number of faults that a message lists. */
  private static final int MAX_FAULTS = 50;

  BackupFailed(String message) {
    super(message);
  }

  BackupFailed(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * @param what the sentence before the faults
   * @param faults one or more
   */
  static BackupFailed of(String what, List<String> faults) {
    return new BackupFailed(
        "%s, faults: %d%n%s%s"
            .formatted(
                what,
                faults.size(),
                faults.stream()
                    .limit(MAX_FAULTS)
                    .collect(Collectors.joining(System.lineSeparator())),
                faults.size() > MAX_FAULTS
                    ? "%nand %d more".formatted(faults.size() - MAX_FAULTS)
                    : ""));
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage(), "every constructor takes a message");
  }
}
