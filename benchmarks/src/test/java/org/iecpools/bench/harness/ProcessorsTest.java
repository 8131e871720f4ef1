package org.iecpools.bench.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.iecpools.stack.StackException;
import org.junit.jupiter.api.Test;

class ProcessorsTest {

  @Test
  void aListHasNumbersAndRanges() {
    assertThat(Processors.parsed("7")).containsExactly(7);
    assertThat(Processors.parsed("0-2,5,8-9")).containsExactly(0, 1, 2, 5, 8, 9);
  }

  @Test
  void aPinnedProcessMayUseThatProcessorOnly() throws IOException, InterruptedException {
    List<Integer> allowed = Processors.allowed();
    assumeThat(Processors.canPin() && !allowed.isEmpty()).isTrue();
    Process process = new ProcessBuilder("sleep", "60").start();
    try {
      Processors.pin(process.pid(), allowed.getLast());

      assertThat(Files.readString(Path.of("/proc", "" + process.pid(), "status")))
          .contains("Cpus_allowed_list:\t" + allowed.getLast() + "\n");
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void aProcessorThatDoesNotExistIsReported() throws IOException, InterruptedException {
    assumeThat(Processors.canPin()).isTrue();
    Process process = new ProcessBuilder("sleep", "60").start();
    try {
      assertThatThrownBy(() -> Processors.pin(process.pid(), 4_000))
          .isInstanceOf(StackException.class)
          .hasMessageContaining("to processor 4000");
    } finally {
      process.destroyForcibly();
    }
  }
}
