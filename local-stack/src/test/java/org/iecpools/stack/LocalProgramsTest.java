package org.iecpools.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class LocalProgramsTest {

  @Test
  void aProgramIsFoundInTheFirstDirectoryThatHasIt() {
    Path shell = LocalPrograms.find("sh").orElseThrow();

    assertThat(shell).isExecutable();
    assertThat(
            LocalPrograms.directories().stream()
                .filter(directory -> Files.isExecutable(directory.resolve("sh"))))
        .first()
        .isEqualTo(shell.getParent());
  }

  @Test
  void aMissingProgramIsNotFoundAndDoesNotSucceed() {
    assertThat(LocalPrograms.find("no-such-program")).isEmpty();
    assertThat(LocalPrograms.succeeds("no-such-program")).isFalse();
  }

  @Test
  void aCommandSucceedsIfItsStatusIsZero() {
    assertThat(LocalPrograms.succeeds("sh", "-c", "echo a line")).isTrue();
    assertThat(LocalPrograms.succeeds("sh", "-c", "exit 1")).isFalse();
  }

  @Test
  void javaIsThatOfThisProcess() {
    assertThat(LocalPrograms.java()).isExecutable();
    assertThat(LocalPrograms.java().toString()).startsWith(System.getProperty("java.home"));
  }
}
