package org.iecpools.stats.stream;

import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * Where counts are stored, and what they must match to be used again.
 *
 * @param directory contains the snapshots of this instance only
 * @param program fingerprint of the program; may take a while
 * @param environment revision of the environment (ADR 26)
 * @param mostUnsealed number of facts of a partition that each of its snapshots contains; if there
 *     are more, they are moved to a file that is written once
 */
public record SnapshotSettings(
    Path directory, Supplier<String> program, int environment, int mostUnsealed) {

  /**
   * About 5 MB a partition, and just below the number at which the table of facts grows, so that
   * the files are dense.
   */
  public static final int MOST_UNSEALED = 180_000;
}
