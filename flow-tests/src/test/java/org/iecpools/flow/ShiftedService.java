package org.iecpools.flow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.utils.Utils;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kit.clock.ServiceClock;
import org.iecpools.stack.TokenKeys;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

/**
 * A service as a separate process whose clock a test can shift, so that an invitation drawn ten
 * days ago has its deadline in a minute. The broker's clock, by which answers are judged, is the
 * machine's. Schemas have the fixed ids of {@link EventCodec#inMemory()} instead of a registry's.
 */
final class ShiftedService implements AutoCloseable {

  private static final String SHIFT = "iec.test.shift";
  private static final Duration POLL_INTERVAL = Duration.ofMillis(50);

  private final String application;
  private final List<String> settings;
  private final Path shift;
  private final Path log;
  private Process process;

  ShiftedService(
      String application, String name, int port, String bootstrapServers, Path directory) {
    this.application = application;
    this.shift = directory.resolve(name + ".shift");
    this.log = directory.resolve(name + ".log");
    this.settings =
        List.of(
            // The class path contains the configuration files of all services.
            "--spring.config.name=none",
            "--spring.config.import=classpath:kit.yaml",
            "--spring.application.name=" + name,
            "--spring.kafka.bootstrap-servers=" + bootstrapServers,
            "--iec.about=a test",
            "--iec.access.key-file=" + TokenKeys.in(directory.resolve("tokens")).publicFile(),
            "--iec.data-dir=" + directory.resolve(name),
            "--server.port=" + port);
    shift(Duration.ZERO);
  }

  /**
   * Sets the difference from the machine's clock. It takes effect within {@link #POLL_INTERVAL}.
   */
  void shift(Duration by) {
    try {
      Path next =
          Files.writeString(shift.resolveSibling(shift.getFileName() + ".next"), by.toString());
      Files.move(next, shift, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  ShiftedService start() {
    List<String> words =
        new ArrayList<>(
            List.of(
                "-D" + SHIFT + "=" + shift,
                "-Dorg.apache.avro.SERIALIZABLE_PACKAGES=org.iecpools.events",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                ShiftedService.class.getName(),
                application));
    words.addAll(settings);
    process = SmallJvm.start(words, Map.of(), log);
    return this;
  }

  /** Sends SIGSTOP: the process is paused until {@link #goOn}. */
  void stop() {
    signal("-STOP");
  }

  /** Sends SIGCONT. */
  void goOn() {
    signal("-CONT");
  }

  private void signal(String signal) {
    try {
      int status =
          new ProcessBuilder("kill", signal, Long.toString(process.pid()))
              .inheritIO()
              .start()
              .waitFor();
      if (status != 0) {
        throw new IllegalStateException("kill " + signal + " ended with " + status);
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Kills the process with SIGKILL and starts a new one. */
  void restart() {
    process.destroyForcibly().onExit().join();
    start();
  }

  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Override
  public void close() {
    if (process != null) {
      signalIfAlive();
      process.destroy();
      try {
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
          process.destroyForcibly().onExit().join();
        }
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
  }

  private void signalIfAlive() {
    if (process.isAlive()) {
      goOn();
    }
  }

  // ---- process

  /** Arguments: the application's class, then settings. */
  public static void main(String[] args) throws ClassNotFoundException {
    new SpringApplicationBuilder(Class.forName(args[0]), Shifted.class)
        .properties(Map.of("logging.level.org.apache.kafka", "warn"))
        .run(List.of(args).subList(1, args.length).toArray(String[]::new));
  }

  @Configuration(proxyBeanMethods = false)
  static class Shifted {

    @Bean
    @Primary
    static EventCodec codecWithoutRegistry() {
      return new EventCodec(EventCodec.inMemory());
    }

    @Bean
    @Primary
    static ServiceClock shiftedClock() {
      Path file = Path.of(System.getProperty(SHIFT));
      AtomicReference<Duration> by = new AtomicReference<>(read(file));
      Thread.ofPlatform()
          .daemon()
          .name("shift")
          .start(
              () -> {
                while (true) {
                  Utils.sleep(POLL_INTERVAL.toMillis());
                  by.set(read(file));
                }
              });
      return ServiceClock.real(() -> Instant.now().plus(by.get()));
    }

    private static Duration read(Path file) {
      try {
        return Duration.parse(Files.readString(file).strip());
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
