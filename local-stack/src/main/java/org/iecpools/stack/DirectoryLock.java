package org.iecpools.stack;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Prevents two stacks from using the same data directory. The system releases it when the process
 * ends.
 */
final class DirectoryLock implements AutoCloseable {
  // A second channel of this process must not even be opened: closing it would release the lock.
  private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

  private final Path directory;
  private final FileChannel channel;

  private DirectoryLock(Path directory, FileChannel channel) {
    this.directory = directory;
    this.channel = channel;
  }

  /** Locks a directory; empty if another stack holds the lock. */
  static Optional<DirectoryLock> of(Path directory) {
    Path real = directory.toAbsolutePath().normalize();
    if (!HELD_HERE.add(real)) {
      return Optional.empty();
    }
    @Nullable FileChannel channel = null;
    boolean held = false;
    try {
      Directories.createFile(real.resolve("lock"));
      channel =
          FileChannel.open(
              real.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      held = lock != null;
      return held ? Optional.of(new DirectoryLock(real, channel)) : Optional.empty();
    } catch (OverlappingFileLockException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new StackException("cannot lock " + real + ": " + e.getMessage(), e);
    } finally {
      if (!held) {
        HELD_HERE.remove(real);
        closeQuietly(channel);
      }
    }
  }

  @Override
  public void close() {
    closeQuietly(channel);
    HELD_HERE.remove(directory);
  }

  private static void closeQuietly(@Nullable FileChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      // The lock is released at the latest when the process ends.
    }
  }
}
