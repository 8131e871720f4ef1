package org.iecpools.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.iecpools.management.ManagementPort;
import org.iecpools.stack.BuildTree;
import org.iecpools.stack.Ports;
import org.iecpools.stack.Service;

/**
 * An instance of a service as a process, of any version that was built on this machine. A later
 * version replaces an earlier one on the same port and state directory.
 */
final class UpgradedInstance implements AutoCloseable {

  private static final Duration START_TIMEOUT = Duration.ofMinutes(5);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);

  private final Service service;
  private final URI address;
  private final List<String> arguments;
  private final Path log;
  private Process process;

  /**
   * @param ports of which the instance takes its service's
   * @param arguments the program arguments that do not depend on the instance
   * @param directory for the log and the state
   */
  UpgradedInstance(Service service, Ports ports, List<String> arguments, Path directory) {
    this.service = service;
    this.address = URI.create("http://127.0.0.1:" + ports.of(service));
    this.log = directory.resolve(name() + ".log");
    this.arguments =
        Stream.concat(
                Stream.of(
                    "--server.address=127.0.0.1",
                    "--server.port=" + address.getPort(),
                    "--iec.data-dir=" + directory.resolve(name())),
                arguments.stream())
            .toList();
  }

  Service service() {
    return service;
  }

  URI address() {
    return address;
  }

  private String name() {
    return service.module() + "-" + address.getPort();
  }

  void start(BuildTree version) {
    process = java(version, service.module(), service.mainClass(), arguments, log);
  }

  /** Ends the process like a deployment does, with SIGTERM. */
  void stop() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException(name() + " has not ended after " + STOP_TIMEOUT);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Waits until the instance reports readiness. */
  void awaitReady(Upstream asking) {
    await()
        .atMost(START_TIMEOUT)
        .failFast(() -> assertThat(process.isAlive()).as(this::log).isTrue())
        .until(() -> isReady(asking, ManagementPort.of(address)) || isReady(asking, address));
  }

  /** Versions before 2026-11-29 report it on the port of the service. */
  private static boolean isReady(Upstream asking, URI management) {
    try {
      return asking.ask(management.resolve("/actuator/health/readiness").toString()).statusCode()
          == 200;
    } catch (IllegalStateException _) {
      return false;
    }
  }

  boolean isRunning() {
    return process.isAlive();
  }

  String log() {
    try {
      return name() + ": " + Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Override
  public void close() {
    if (process != null) {
      process.destroyForcibly().onExit().join();
    }
  }

  /** Starts a program of a module of some version. */
  static Process java(
      BuildTree version, String module, String mainClass, List<String> arguments, Path log) {
    List<String> words = new ArrayList<>(List.of("-cp", version.classPath(module), mainClass));
    words.addAll(arguments);
    return SmallJvm.start(words, Map.of(), log);
  }
}
