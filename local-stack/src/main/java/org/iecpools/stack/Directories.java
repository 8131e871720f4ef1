package org.iecpools.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Creates and deletes the directories of a stack. */
final class Directories {
  private static final Set<PosixFilePermission> OWNER_ONLY_DIRECTORY =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> OWNER_ONLY_FILE =
      PosixFilePermissions.fromString("rw-------");
  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  private Directories() {}

  /** Creates a directory and missing parents, accessible only to this user. */
  static Path create(Path directory) {
    try {
      return Files.createDirectories(directory, mode(OWNER_ONLY_DIRECTORY));
    } catch (IOException e) {
      throw new StackException("cannot create " + directory + ": " + e.getMessage(), e);
    }
  }

  /** Creates a file that only this user can access, unless it exists. */
  static void createFile(Path file) throws IOException {
    try {
      Files.createFile(file, mode(OWNER_ONLY_FILE));
    } catch (FileAlreadyExistsException e) {
      // Keep the existing mode.
    }
  }

  /** Removes other users' access to an existing directory. */
  static void restrict(Path directory) {
    if (POSIX && Files.isDirectory(directory)) {
      try {
        Files.setPosixFilePermissions(directory, OWNER_ONLY_DIRECTORY);
      } catch (IOException e) {
        throw new StackException(
            "cannot change the mode of %s to 700: %s".formatted(directory, e.getMessage()), e);
      }
    }
  }

  private static FileAttribute<?>[] mode(Set<PosixFilePermission> permissions) {
    return POSIX
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
        : new FileAttribute<?>[0];
  }

  static Path temporary(String prefix) {
    try {
      return Files.createTempDirectory(prefix);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Path> children(Path directory) {
    try (Stream<Path> children = Files.list(directory)) {
      return children.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static boolean isOlderThan(Path path, Duration age) {
    try {
      return Files.getLastModifiedTime(path).toInstant().isBefore(Instant.now().minus(age));
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Deletes a directory with its contents. Files that vanish meanwhile are ignored because servers
   * clean up as they end.
   */
  static void delete(Path directory) {
    if (!Files.exists(directory)) {
      return;
    }
    try {
      Files.walkFileTree(
          directory,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.deleteIfExists(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
              if (e instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
              }
              throw e;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException e)
                throws IOException {
              Files.deleteIfExists(visited);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new StackException("cannot delete " + directory + ": " + e.getMessage(), e);
    }
  }
}
