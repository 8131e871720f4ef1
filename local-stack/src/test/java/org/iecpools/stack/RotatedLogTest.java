package org.iecpools.stack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RotatedLogTest {

  @TempDir private Path directory;

  @Test
  void aLogThatHasBecomeTooLargeIsRotatedWhileItsWriterUsesTheSameFile() throws IOException {
    Path log = directory.resolve("broker.log");
    // Appends, like a process whose output is redirected.
    try (OutputStream process =
        Files.newOutputStream(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      for (String run : new String[] {"one", "two", "three", "four"}) {
        process.write(new byte[(int) RotatedLog.MAX_SIZE]);
        process.write(run.getBytes(UTF_8));
        RotatedLog.rotate(log);
      }
      process.write("five".getBytes(UTF_8));
    }

    assertThat(log).hasContent("five");
    assertThat(Files.readString(directory.resolve("broker.log.1"))).endsWith("four");
    assertThat(Files.readString(directory.resolve("broker.log.2"))).endsWith("three");
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).hasSize(3);
    }
  }

  @Test
  void aSmallLogAndAMissingOneAreNotRotated() throws IOException {
    Path log = Files.writeString(directory.resolve("broker.log"), "x");

    RotatedLog.rotate(log);
    RotatedLog.rotate(directory.resolve("none.log"));

    assertThat(directory).isDirectoryContaining(log::equals);
    assertThat(log).hasContent("x");
    assertThat(directory.resolve("broker.log.1")).doesNotExist();
  }
}
