package org.iecpools.stack;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.Collection;
import java.util.stream.Collectors;

/** Measures the memory use of processes. */
public final class Memory {
  private Memory() {}

  /** The sum of the processes' resident sizes in bytes. Shared pages count once per process. */
  public static long resident(Collection<Long> pids) {
    if (pids.isEmpty()) {
      return 0;
    }
    String list = pids.stream().map(String::valueOf).collect(Collectors.joining(","));
    try {
      Process ps = new ProcessBuilder("ps", "-o", "rss=", "-p", list).start();
      try (BufferedReader lines = ps.inputReader()) {
        return lines.lines().mapToLong(line -> Long.parseLong(line.strip()) * 1024).sum();
      }
    } catch (IOException e) {
      throw new StackException("cannot run ps to measure the memory of processes " + list, e);
    }
  }
}
