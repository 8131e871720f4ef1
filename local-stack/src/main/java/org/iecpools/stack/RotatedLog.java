package org.iecpools.stack;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Bounds the size of a process's log: {@code name.log} and two older files. The process itself
 * appends to the file, so that its log does not depend on the supervisor. Rotation copies and
 * truncates the file. A line written in between is lost.
 */
final class RotatedLog {
  /** In bytes. */
  static final long MAX_SIZE = 10L << 20;

  private static final int KEPT = 2;

  private RotatedLog() {}

  /** Rotates the log if it exceeds the maximum size. */
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
