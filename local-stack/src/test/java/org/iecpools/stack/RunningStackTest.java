package org.iecpools.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.iecpools.stack.RunningStack.ProcessRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunningStackTest {

  @TempDir private Path directory;

  @Test
  void aComponentThatHasNotBeenStartedIsNotReady() {
    ProcessRef me = ProcessRef.of(ProcessHandle.current());
    new RunningStack(me, Ports.free(), Map.of("broker", me), Set.of()).writeTo(directory);

    RunningStack stack = RunningStack.in(directory).orElseThrow();

    assertThat(stack.isUp()).isTrue();
    assertThat(stack.components())
        .containsExactly(
            "broker",
            "registry",
            "profile-service",
            "pool-service",
            "invitation-service",
            "stats-service");
    assertThat(stack.process("broker")).contains(me);
    assertThat(stack.process("stats-service")).isEmpty();
    assertThat(stack.readiness("stats-service").ready()).isFalse();
    assertThat(stack.readiness("stats-service").detail()).isEqualTo("not started yet");
  }

  @Test
  void aServiceThatIsLeftOutIsAskedOnItsPort() throws IOException {
    ProcessRef me = ProcessRef.of(ProcessHandle.current());
    Ports ports = Ports.free();
    new RunningStack(me, ports, Map.of(), Set.of("pool-service", "stats-service"))
        .writeTo(directory);

    RunningStack stack = RunningStack.in(directory).orElseThrow();

    assertThat(stack.leftOut()).containsExactlyInAnyOrder("pool-service", "stats-service");
    assertThat(stack.components()).hasSize(6);
    assertThat(stack.starts("pool-service")).isFalse();
    assertThat(stack.starts("profile-service")).isTrue();
    assertThat(stack.readiness("pool-service").ready()).isFalse();
    assertThat(stack.readiness("pool-service").isSilent()).isTrue();

    HttpServer service = HttpServer.create(new InetSocketAddress("127.0.0.1", ports.pool()), 0);
    service.createContext(
        "/actuator/health/readiness",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    service.start();
    try {
      assertThat(stack.readiness("pool-service")).isEqualTo(Readiness.READY);
    } finally {
      service.stop(0);
    }
  }

  /** As versions before {@code --without} wrote it. */
  @Test
  void aFileThatDoesNotNameWhatIsLeftOutLeavesNothingOut() throws IOException {
    ProcessRef me = ProcessRef.of(ProcessHandle.current());
    new RunningStack(me, Ports.free(), Map.of(), Set.of("pool-service")).writeTo(directory);
    Path file = directory.resolve("stack.properties");
    Files.write(
        file,
        Files.readAllLines(file).stream().filter(line -> !line.startsWith("left-out")).toList());

    assertThat(RunningStack.in(directory).orElseThrow().leftOut()).isEmpty();
  }
}
