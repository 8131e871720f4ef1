package org.iecpools.flow;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A bash that keeps its variables, functions and directory from one command to the next. */
final class Shell implements AutoCloseable {

  private final Path files;
  private final Process bash;
  private final BufferedWriter in;
  private final BufferedReader statuses;

  /**
   * What a command has printed.
   *
   * @param status the exit status; of a pipeline, that of the last part that failed
   */
  record Result(int status, String out, String err) {}

  /**
   * @param files an empty directory for the shell's own files
   */
  Shell(Path directory, Path files, Map<String, String> environment) throws IOException {
    this.files = files;
    ProcessBuilder builder =
        new ProcessBuilder("bash", "--noprofile", "--norc")
            .directory(directory.toFile())
            .redirectError(files.resolve("shell").toFile());
    builder.environment().putAll(environment);
    bash = builder.start();
    in = bash.outputWriter(UTF_8);
    statuses = bash.inputReader(UTF_8);
    in.write("set -o pipefail\n");
  }

  /** Runs a command, or fails if it takes longer. Its standard input is empty. */
  Result run(String command, Duration timeout) throws IOException, InterruptedException {
    Path script = files.resolve("command");
    Path out = files.resolve("out");
    Path err = files.resolve("err");
    Files.writeString(script, command + "\n");
    in.write("source '%s' </dev/null >'%s' 2>'%s'; echo $?\n".formatted(script, out, err));
    in.flush();
    String status = statusWithin(timeout);
    if (status == null) {
      throw new AssertionError("the shell ended in: " + command);
    }
    return new Result(Integer.parseInt(status), Files.readString(out), Files.readString(err));
  }

  private String statusWithin(Duration timeout) throws InterruptedException {
    CompletableFuture<String> status =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return statuses.readLine();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            },
            task -> Thread.ofVirtual().start(task));
    try {
      return status.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError("the shell does not answer", e);
    } catch (TimeoutException e) {
      close();
      throw new AssertionError("still running after %d s".formatted(timeout.toSeconds()), e);
    }
  }

  /** Whether a text consists of complete commands. */
  static boolean isComplete(String text) throws IOException, InterruptedException {
    if (text.endsWith("\\")) {
      return false;
    }
    Process bash = new ProcessBuilder("bash", "-n").redirectErrorStream(true).start();
    try (BufferedWriter script = bash.outputWriter(UTF_8)) {
      script.write(text + "\n");
    } catch (IOException _) {
      // It ends before it has read everything if there is an error.
    }
    // It warns of a here-document without an end, and succeeds.
    String faults = new String(bash.getInputStream().readAllBytes(), UTF_8);
    return bash.waitFor() == 0 && faults.isEmpty();
  }

  /** Ends the shell and everything that it has started. */
  @Override
  public void close() {
    bash.descendants().forEach(ProcessHandle::destroyForcibly);
    bash.destroyForcibly();
    bash.onExit().join();
  }
}
