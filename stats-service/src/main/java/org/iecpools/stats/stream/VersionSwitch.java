package org.iecpools.stats.stream;

import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.iecpools.stats.domain.Ledger;
import org.iecpools.stats.domain.Rebuilds;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves a rebuilt version of the sums once it is complete: first compares it with the served one,
 * then switches to it, each after everything written so far has been read. Not thread-safe.
 */
final class VersionSwitch {

  private static final Logger LOG = LoggerFactory.getLogger(VersionSwitch.class);

  private final Rebuilds rebuilds;
  private final Supplier<BooleanSupplier> statistics;

  /** True once what was written of the complete version is read; null if no switch is pending. */
  private @Nullable BooleanSupplier hasRead;

  private boolean isCompared;

  /**
   * @param statistics marks the current end of {@code iec.statistics}; the result is true once
   *     everything up to that end has been read
   */
  VersionSwitch(Rebuilds rebuilds, Supplier<BooleanSupplier> statistics) {
    this.rebuilds = rebuilds;
    this.statistics = statistics;
  }

  /** Whether a complete version is still to be served. */
  boolean isPending() {
    return hasRead != null;
  }

  /** Takes the next step if it is due. */
  void advance() {
    if (!rebuilds.isComplete()) {
      return;
    }
    if (hasRead == null) {
      hasRead = statistics.get();
      isCompared = false;
    }
    if (!hasRead.getAsBoolean()) {
      return;
    }
    if (!isCompared) {
      rebuilds.compare();
      isCompared = true;
      hasRead = statistics.get();
      return;
    }
    List<Ledger.Change> changes = rebuilds.serve();
    hasRead = null;
    LOG.info("serving version={} changes={}", rebuilds.serving(), changes.size());
  }
}
