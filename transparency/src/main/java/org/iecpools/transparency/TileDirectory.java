package org.iecpools.transparency;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** A log in a directory of this machine. */
public record TileDirectory(Path directory) implements TileSource {

  @Override
  public Optional<byte[]> read(String path) throws IOException {
    try {
      return Optional.of(Files.readAllBytes(directory.resolve(path)));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    }
  }
}
