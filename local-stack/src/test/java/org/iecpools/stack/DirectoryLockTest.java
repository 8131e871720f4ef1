package org.iecpools.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryLockTest {
  @TempDir private Path directory;

  @Test
  void aDirectoryIsLockedOnceAtATime() {
    try (DirectoryLock first = DirectoryLock.of(directory).orElseThrow()) {
      assertThat(first).isNotNull();
      assertThat(DirectoryLock.of(directory)).isEmpty();
      assertThat(DirectoryLock.of(directory.resolve("../" + directory.getFileName()))).isEmpty();
    }

    try (DirectoryLock second = DirectoryLock.of(directory).orElseThrow()) {
      assertThat(second).isNotNull();
    }
  }
}
