package org.iecpools.stack;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A process's log of bounded size: {@code name.log} and the two before it. The process appends to
 * the file by itself, so that its log does not depend on the supervisor; the file is copied and
 * emptied, and a line that is written between the two is lost.
 */
final class RotatedLog {
  /** Bytes. */
  static final long MAX_SIZE = 10L << 20;

  private static final int KEPT = 2;

  private RotatedLog() {}

  /** Rotates the log if it has become too large. */
  static void rotate(Path log) throws IOException {
    if (!Files.exists(log) || Files.size(log) <= MAX_SIZE) {
      return;
    }
    for (int i = KEPT; i > 1; i--) {
      Path younger = numbered(log, i - 1);
      if (Files.exists(younger)) {
        Files.move(younger, numbered(log, i), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    Files.copy(log, numbered(log, 1), StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel file = FileChannel.open(log, StandardOpenOption.WRITE)) {
      file.truncate(0);
    }
  }

  private static Path numbered(Path log, int number) {
    return log.resolveSibling(log.getFileName() + "." + number);
  }
}
