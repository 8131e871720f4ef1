package org.iecpools.transparency;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Writes files such that a reader, also after a crash, sees either the old or the new content. Only
 * one process at a time may write the same file.
 */
final class DurableFiles {

  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  private static final FileAttribute<?>[] DEFAULT_MODE = {};

  private final boolean isPrivate;
  private final Runnable beforeStep;

  private DurableFiles(boolean isPrivate, Runnable beforeStep) {
    this.isPrivate = isPrivate;
    this.beforeStep = beforeStep;
  }

  /** Files and directories that only this user can access. */
  static DurableFiles onlyForThisUser() {
    return new DurableFiles(true, () -> {});
  }

  /** Files and directories with the default mode of the process, such as those of a web server. */
  static DurableFiles forEveryone() {
    return new DurableFiles(false, () -> {});
  }

  /** For tests: the same, but the action runs before each change of the file system. */
  DurableFiles before(Runnable action) {
    return new DurableFiles(isPrivate, action);
  }

  /** Creates a directory and its missing parents. */
  void createDirectories(Path directory) throws IOException {
    Path absolute = directory.toAbsolutePath();
    if (Files.isDirectory(absolute)) {
      return;
    }
    Path parent = absolute.getParent();
    if (parent == null) {
      throw new IOException("the root of the file system is missing");
    }
    createDirectories(parent);
    beforeStep.run();
    Files.createDirectories(absolute, mode("rwx------"));
    force(parent);
  }

  /** Replaces or creates a file, and waits until it is on the disk. */
  void write(Path file, byte[] content) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    if (directory == null) {
      throw new IOException(file + " is not a file");
    }
    createDirectories(directory);
    // Always the same name: after a crash, the next write replaces what remained.
    Path next = directory.resolve(file.getFileName() + ".tmp");
    beforeStep.run();
    Files.deleteIfExists(next);
    try (FileChannel channel =
        FileChannel.open(
            next,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            mode("rw-------"))) {
      beforeStep.run();
      ByteBuffer rest = ByteBuffer.wrap(content);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      beforeStep.run();
      channel.force(true);
    }
    beforeStep.run();
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    beforeStep.run();
    force(directory);
  }

  private static void force(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private FileAttribute<?>[] mode(String permissions) {
    return POSIX && isPrivate
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : DEFAULT_MODE;
  }
}
