package org.iecpools.bench.flow;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.iecpools.stack.LocalPrograms;
import org.iecpools.stack.Ports;
import org.iecpools.stack.StackException;

/**
 * A PostgreSQL server with its default settings on loopback, with data in a temporary directory
 * that are deleted at the end. PostgreSQL refuses to run as root, so root starts it as the user
 * {@value #USER}, which Debian's package creates.
 */
final class PostgresServer implements AutoCloseable {

  private static final String USER = "postgres";
  private static final long START_TIMEOUT_MS = 30_000;

  private final Path directory;
  private final int port;
  private final Process process;
  private final Thread hook = new Thread(this::end, "stop-postgres");

  private PostgresServer(Path directory, int port, Process process) {
    this.directory = directory;
    this.port = port;
    this.process = process;
  }

  /** The directory of the programs with the highest version; empty if it is not installed. */
  static Optional<Path> programs() {
    List<Path> candidates = new ArrayList<>();
    Path versions = Path.of("/usr/lib/postgresql");
    if (Files.isDirectory(versions)) {
      try (Stream<Path> installed = Files.list(versions)) {
        installed
            .sorted(Comparator.comparingInt(PostgresServer::version).reversed())
            .map(version -> version.resolve("bin"))
            .forEach(candidates::add);
      } catch (IOException e) {
        throw new StackException("cannot list " + versions, e);
      }
    }
    candidates.addAll(LocalPrograms.directories());
    return candidates.stream()
        .filter(
            directory ->
                Files.isExecutable(directory.resolve("initdb"))
                    && Files.isExecutable(directory.resolve("postgres")))
        .findFirst();
  }

  private static int version(Path directory) {
    String digits = directory.getFileName().toString().replaceAll("\\D.*", "");
    return digits.isEmpty() ? 0 : Integer.parseInt(digits);
  }

  /**
   * Creates a cluster and starts it.
   *
   * @param programs the directory of {@code initdb} and {@code postgres}
   */
  static PostgresServer start(Path programs) throws InterruptedException {
    try {
      Path directory = Files.createTempDirectory("iec-postgres-");
      if (isRoot()) {
        run(directory, List.of("chown", USER, directory.toString()));
      }
      Path data = directory.resolve("data");
      run(
          directory,
          as(
              List.of(
                  programs.resolve("initdb").toString(),
                  "--pgdata=" + data,
                  "--username=" + USER,
                  "--auth=trust",
                  "--encoding=UTF8",
                  "--no-locale")));
      int port = Ports.free().stats();
      Process process =
          new ProcessBuilder(
                  as(
                      List.of(
                          programs.resolve("postgres").toString(),
                          "-D",
                          data.toString(),
                          "-p",
                          Integer.toString(port),
                          "-c",
                          "listen_addresses=127.0.0.1",
                          "-c",
                          "unix_socket_directories=")))
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      PostgresServer server = new PostgresServer(directory, port, process);
      Runtime.getRuntime().addShutdownHook(server.hook);
      server.awaitReady(programs);
      return server;
    } catch (IOException e) {
      throw new StackException("cannot start PostgreSQL: " + e.getMessage(), e);
    }
  }

  private void awaitReady(Path programs) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(START_TIMEOUT_MS);
    List<String> ready =
        List.of(
            programs.resolve("pg_isready").toString(),
            "--host=127.0.0.1",
            "--port=" + port,
            "--quiet");
    while (new ProcessBuilder(ready).start().waitFor() != 0) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        close();
        throw new StackException("PostgreSQL did not start on port " + port);
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  String jdbcUrl() {
    return "jdbc:postgresql://127.0.0.1:%d/postgres?user=%s".formatted(port, USER);
  }

  /** Processor time of the server and its running backends. */
  long cpuNanos() {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants())
        .mapToLong(handle -> ServiceStack.cpuNanos(handle.pid()))
        .sum();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  private static List<String> as(List<String> command) {
    if (!isRoot()) {
      return command;
    }
    List<String> whole =
        new ArrayList<>(
            List.of("setpriv", "--reuid=" + USER, "--regid=" + USER, "--clear-groups", "--"));
    whole.addAll(command);
    return whole;
  }

  private static void run(Path directory, List<String> command)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new StackException("%s failed:%n%s".formatted(String.join(" ", command), output));
    }
  }

  private synchronized void end() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      System.err.println("cannot delete " + directory + ": " + e.getMessage());
    }
  }

  @Override
  public void close() {
    end();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      // This process is ending, and the hook does the same.
    }
  }
}
