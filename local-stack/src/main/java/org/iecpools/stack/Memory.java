package org.iecpools.stack;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;

/** Measures the memory use of processes. */
public final class Memory {
  private static final String SHARE = "Pss:";

  private Memory() {}

  /**
   * The sum of the processes' resident sizes in bytes. Where the system tells (Linux), a page that
   * several processes share, such as one of the JVM's own files, counts once; otherwise once per
   * process. A process that has ended counts nothing.
   */
  public static long resident(Collection<Long> pids) {
    return pids.stream().mapToLong(Memory::resident).sum();
  }

  private static long resident(long pid) {
    Path sizes = Path.of("/proc", Long.toString(pid), "smaps_rollup");
    if (Files.isReadable(sizes)) {
      try {
        return Files.readAllLines(sizes).stream()
            .filter(line -> line.startsWith(SHARE))
            .mapToLong(Memory::bytes)
            .findFirst()
            .orElse(0L);
      } catch (IOException e) {
        return 0;
      }
    }
    try {
      Process ps = new ProcessBuilder("ps", "-o", "rss=", "-p", Long.toString(pid)).start();
      try (BufferedReader lines = ps.inputReader()) {
        return lines.lines().mapToLong(line -> Long.parseLong(line.strip()) * 1024).sum();
      }
    } catch (IOException e) {
      throw new StackException("cannot run ps to measure the memory of process " + pid, e);
    }
  }

  /** Of a line such as {@code Pss: 189234 kB}. */
  private static long bytes(String line) {
    return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
  }
}
