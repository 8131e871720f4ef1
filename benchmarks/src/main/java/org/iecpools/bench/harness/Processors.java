package org.iecpools.bench.harness;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.iecpools.stack.LocalPrograms;
import org.iecpools.stack.StackException;

/** Pins processes to processors with {@code taskset}, a program of util-linux. */
public final class Processors {

  private static final String ALLOWED = "Cpus_allowed_list:";

  /** A thread that starts while its process is being pinned may escape the first attempts. */
  private static final int ATTEMPTS = 10;

  private Processors() {}

  /** Whether taskset is installed. */
  public static boolean canPin() {
    return LocalPrograms.succeeds("taskset", "--version");
  }

  /** The numbers of the processors that this process may use; none if there is no /proc. */
  public static List<Integer> allowed() {
    return allowed(Path.of("/proc/self/status")).stream()
        .flatMap(list -> parsed(list).stream())
        .toList();
  }

  /**
   * Pins all threads of a process. Later threads inherit it.
   *
   * @throws StackException if that is not possible
   */
  public static void pin(long pid, int processor) throws InterruptedException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      taskset(pid, processor);
      if (allowedOfThreads(pid).equals(Set.of(Integer.toString(processor)))) {
        return;
      }
    }
    throw new StackException(
        "the threads of process %d could not all be pinned to processor %d"
            .formatted(pid, processor));
  }

  private static void taskset(long pid, int processor) throws InterruptedException {
    try {
      Process taskset =
          new ProcessBuilder(
                  "taskset", "--all-tasks", "--cpu-list", "--pid", "" + processor, "" + pid)
              .redirectErrorStream(true)
              .start();
      String output = new String(taskset.getInputStream().readAllBytes(), UTF_8);
      if (taskset.waitFor() != 0) {
        throw new StackException(
            "taskset cannot pin process %d to processor %d: %s"
                .formatted(pid, processor, output.strip()));
      }
    } catch (IOException e) {
      throw new StackException("taskset could not be run: " + e.getMessage(), e);
    }
  }

  /** The different lists of allowed processors of a process's threads. */
  private static Set<String> allowedOfThreads(long pid) {
    try (Stream<Path> threads = Files.list(Path.of("/proc", "" + pid, "task"))) {
      return threads
          .flatMap(thread -> allowed(thread.resolve("status")).stream())
          .collect(Collectors.toSet());
    } catch (IOException e) {
      throw new StackException("process %d has ended".formatted(pid), e);
    }
  }

  /** The list in a status file of /proc; none if the thread has ended. */
  private static List<String> allowed(Path status) {
    try {
      return Files.readAllLines(status).stream()
          .filter(line -> line.startsWith(ALLOWED))
          .map(line -> line.substring(ALLOWED.length()).strip())
          .toList();
    } catch (IOException _) {
      return List.of();
    }
  }

  /** The numbers in a list such as {@code 0-2,5}. */
  static List<Integer> parsed(String list) {
    List<Integer> numbers = new ArrayList<>();
    for (String range : list.split(",", -1)) {
      String[] ends = range.split("-", -1);
      IntStream.rangeClosed(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]))
          .forEach(numbers::add);
    }
    return numbers;
  }
}
