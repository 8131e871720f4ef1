package org.iecpools.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShellTest {

  private static final Duration LONG = Duration.ofSeconds(20);

  @TempDir private Path directory;
  @TempDir private Path files;
  private Shell shell;

  @BeforeEach
  void start() throws Exception {
    shell = new Shell(directory, files, Map.of("GIVEN", "from outside"));
  }

  @AfterEach
  void stop() {
    shell.close();
  }

  @Test
  void variablesFunctionsAndDirectoryLastFromOneCommandToTheNext() throws Exception {
    shell.run("mkdir below && cd below && x='it is' && show() { echo \"$x $GIVEN\"; }", LONG);

    Shell.Result result = shell.run("show\npwd >&2", LONG);

    assertThat(result.out()).isEqualTo("it is from outside\n");
    assertThat(result.err()).endsWith("/below\n");
  }

  @Test
  void theStatusIsThatOfThePartThatFailed() throws Exception {
    assertThat(shell.run("(exit 3) | cat", LONG).status()).isEqualTo(3);
    assertThat(shell.run("cat", LONG)).as("no input").isEqualTo(new Shell.Result(0, "", ""));
  }

  @Test
  void aCommandThatTakesTooLongIsEndedWithItsChildren() throws Exception {
    assertThatThrownBy(
            () ->
                shell.run(
                    "echo $BASHPID >pid; (sleep 600 & echo $! >child; wait)",
                    Duration.ofSeconds(1)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("still running after 1 s");

    for (String name : new String[] {"pid", "child"}) {
      long pid = Long.parseLong(Files.readString(directory.resolve(name)).strip());
      await()
          .atMost(LONG)
          .untilAsserted(
              () -> assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty());
    }
  }
}
