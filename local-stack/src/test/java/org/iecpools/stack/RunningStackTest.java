package org.iecpools.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.iecpools.management.ManagementPort;
import org.iecpools.stack.RunningStack.ProcessRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunningStackTest {

  @TempDir private Path directory;

  @Test
  void aComponentThatHasNotBeenStartedIsNotReady() {
    ProcessRef me = ProcessRef.of(ProcessHandle.current());
    new RunningStack(me, Ports.free(), Map.of(Component.BROKER, me), Set.of(), Optional.empty())
        .writeTo(directory);

    RunningStack stack = RunningStack.in(directory).orElseThrow();

    assertThat(stack.isUp()).isTrue();
    assertThat(stack.process(Component.BROKER)).contains(me);
    assertThat(stack.process(Component.STATS_SERVICE)).isEmpty();
    assertThat(stack.readiness(Component.STATS_SERVICE).ready()).isFalse();
    assertThat(stack.readiness(Component.STATS_SERVICE).detail()).isEqualTo("not started yet");
  }

  @Test
  void aServiceThatIsLeftOutIsCheckedOnItsManagementPort() throws IOException {
    ProcessRef me = ProcessRef.of(ProcessHandle.current());
    Ports ports = Ports.free();
    new RunningStack(
            me,
            ports,
            Map.of(),
            Set.of(Component.POOL_SERVICE, Component.STATS_SERVICE),
            Optional.empty())
        .writeTo(directory);

    RunningStack stack = RunningStack.in(directory).orElseThrow();

    assertThat(stack.leftOut())
        .containsExactlyInAnyOrder(Component.POOL_SERVICE, Component.STATS_SERVICE);
    assertThat(stack.starts(Component.POOL_SERVICE)).isFalse();
    assertThat(stack.starts(Component.PROFILE_SERVICE)).isTrue();
    assertThat(stack.readiness(Component.POOL_SERVICE).ready()).isFalse();
    assertThat(stack.readiness(Component.POOL_SERVICE).hasAnswered()).isFalse();

    HttpServer service =
        HttpServer.create(new InetSocketAddress("127.0.0.1", ManagementPort.of(ports.pool())), 0);
    service.createContext(
        "/actuator/health/readiness",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    service.start();
    try {
      assertThat(stack.readiness(Component.POOL_SERVICE)).isEqualTo(Readiness.READY);
    } finally {
      service.stop(0);
    }
  }

  /** The format of versions before {@code --without}. */
  @Test
  void aFileWithoutLeftOutComponentsLeavesNoneOut() throws IOException {
    ProcessRef me = ProcessRef.of(ProcessHandle.current());
    new RunningStack(me, Ports.free(), Map.of(), Set.of(Component.POOL_SERVICE), Optional.empty())
        .writeTo(directory);
    Path file = directory.resolve("stack.properties");
    Files.write(
        file,
        Files.readAllLines(file).stream().filter(line -> !line.startsWith("left-out")).toList());

    assertThat(RunningStack.in(directory).orElseThrow().leftOut()).isEmpty();
  }
}
