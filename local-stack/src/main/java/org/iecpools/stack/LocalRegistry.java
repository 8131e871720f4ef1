package org.iecpools.stack;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.iecpools.kafka.Credentials;

/**
 * A real schema registry (Apicurio) as a separate process on loopback. Its database is a file in
 * the data directory, written without delay, so that schema ids survive a stop and a kill.
 */
public final class LocalRegistry implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofMinutes(5);

  private final StackProcess process;
  private final int port;
  private final Path dataDir;
  private final boolean throwaway;

  private LocalRegistry(StackProcess process, int port, Path dataDir, boolean throwaway) {
    this.process = process;
    this.port = port;
    this.dataDir = dataDir;
    this.throwaway = throwaway;
  }

  /** Starts a registry on a free port. {@link #close()} deletes its data. */
  public static LocalRegistry start() {
    return start(Directories.temporary("iec-registry-"), FreePorts.one(), Optional.empty(), true);
  }

  /**
   * Starts a registry on a free port that only set-up may change. {@link #close()} deletes its
   * data.
   */
  static LocalRegistry start(Credentials credentials) {
    return start(
        Directories.temporary("iec-registry-"),
        FreePorts.one(),
        Optional.of(credentials.ofRegistry()),
        true);
  }

  /** Starts a registry. Creates the data directory if necessary and keeps it. */
  public static LocalRegistry start(Path dataDir, int port) {
    return start(dataDir, port, Optional.empty(), false);
  }

  private static LocalRegistry start(
      Path dataDir, int port, Optional<Path> settings, boolean throwaway) {
    Directories.create(dataDir);
    StackProcess process =
        process(BuildTree.find(), dataDir, port, settings, dataDir.resolve("registry.log"));
    process.start();
    try {
      process.awaitReady(TIMEOUT);
    } catch (StackException e) {
      process.kill();
      throw e;
    } catch (InterruptedException e) {
      process.kill();
      Thread.currentThread().interrupt();
      throw new StackException("interrupted while the registry started", e);
    }
    return new LocalRegistry(process, port, dataDir, throwaway);
  }

  /**
   * @param settings a file with further settings, such as passwords
   */
  static StackProcess process(
      BuildTree tree, Path dataDir, int port, Optional<Path> settings, Path log) {
    String classPath = tree.registryClassPath();
    List<String> arguments =
        new ArrayList<>(ClassArchive.options(tree, Component.REGISTRY, classPath));
    settings.ifPresent(
        file -> arguments.add("-Dquarkus.config.locations=" + file.toAbsolutePath()));
    arguments.addAll(
        List.of(
            "-Xmx128m",
            "-Dquarkus.http.host=127.0.0.1",
            "-Dquarkus.http.port=" + port,
            // Nothing here uses the management port: any free port on loopback.
            "-Dquarkus.management.host=127.0.0.1",
            "-Dquarkus.management.port=0",
            "-Dquarkus.http.access-log.enabled=false",
            "-Dapicurio.datasource.url=jdbc:h2:file:%s;WRITE_DELAY=0"
                .formatted(dataDir.toAbsolutePath().resolve("registry")),
            "-Dapicurio.datasource.jdbc.initial-size=1",
            "-Dapicurio.datasource.jdbc.min-size=1",
            "-Dapicurio.datasource.jdbc.max-size=20",
            // As in the manifest of the registry's own jar.
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            classPath,
            "io.quarkus.runner.GeneratedMain"));
    return new StackProcess(
        Component.REGISTRY.label(), arguments, log, () -> Http.isOk(probe(port)));
  }

  /** The URL that is requested to check readiness. */
  static String probe(int port) {
    return "http://127.0.0.1:%d/apis/ccompat/v7/subjects".formatted(port);
  }

  /** The base URL for services and clients, without a path. */
  public String url() {
    return "http://127.0.0.1:" + port;
  }

  /** Kills the process with SIGKILL, for tests of recovery. */
  public void kill() {
    process.kill();
  }

  @Override
  public void close() {
    process.stop();
    if (throwaway) {
      Directories.delete(dataDir);
    }
  }
}
