package org.iecpools.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackProcessTest {

  @TempDir private Path directory;

  /** Runs out of heap in one thread while another thread keeps the process alive. */
  static final class Greedy {
    public static void main(String[] arguments) throws InterruptedException {
      Thread greedy =
          new Thread(
              () -> {
                List<byte[]> held = new ArrayList<>();
                while (held.size() < Integer.MAX_VALUE) {
                  held.add(new byte[1 << 20]);
                }
              });
      greedy.start();
      greedy.join();
      Thread.currentThread().join();
    }
  }

  @Test
  void aProcessWithAFullHeapEnds() throws Exception {
    String classes =
        Path.of(Greedy.class.getProtectionDomain().getCodeSource().getLocation().toURI())
            .toString();
    StackProcess process =
        new StackProcess(
            "greedy",
            List.of("-Xmx160m", "-cp", classes, Greedy.class.getName()),
            directory.resolve("greedy.log"),
            () -> false);

    process.start();

    try {
      assertThat(process.process().waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.process().exitValue()).isEqualTo(3);
      assertThat(process.lastLogLines()).contains("OutOfMemoryError");
    } finally {
      process.kill();
    }
  }
}
