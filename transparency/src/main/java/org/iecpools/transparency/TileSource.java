package org.iecpools.transparency;

import java.io.IOException;
import java.util.Optional;

/** Where the files of a log are read from. */
@FunctionalInterface
public interface TileSource {

  /**
   * Reads a file.
   *
   * @param path relative to the prefix of the log, such as {@code checkpoint}
   * @return empty if there is no such file
   */
  Optional<byte[]> read(String path) throws IOException;
}
