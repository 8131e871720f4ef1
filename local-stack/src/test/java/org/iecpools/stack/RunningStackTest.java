package org.iecpools.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.iecpools.stack.RunningStack.ProcessRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunningStackTest {

  @TempDir private Path directory;

  @Test
  void aComponentThatHasNotBeenStartedIsNotReady() {
    ProcessRef me = ProcessRef.of(ProcessHandle.current());
    new RunningStack(me, Ports.free(), Map.of("broker", me)).writeTo(directory);

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
}
