package org.iecpools.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.admin.Admin;
import org.iecpools.events.PoolEntered;
import org.iecpools.kafka.SchemaRegistry;
import org.iecpools.kafka.Topics;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests broker, registry and set-up. The services have their own tests and the flow tests. */
@Tag("long")
class LocalStackTest {
  private static final StackOptions BARE = StackOptions.throwaway().only(Set.of());

  @TempDir private Path data;

  @Test
  void twoStacksRunSideBySideAndLeaveNothingBehind() throws Exception {
    Path left;
    Path right;
    try (LocalStack one = LocalStack.start(BARE.on(Ports.free()), StackListener.SILENT);
        LocalStack two = LocalStack.start(BARE.on(Ports.free()), StackListener.SILENT)) {
      left = one.dataDir();
      right = two.dataDir();

      assertThat(one.addresses()).isNotEqualTo(two.addresses());
      for (LocalStack stack : List.of(one, two)) {
        assertThat(topics(stack.addresses().bootstrapServers()))
            .contains(Topics.PROFILES.name(), Topics.ROUNDS.name());
        assertThat(stack.pids()).containsOnlyKeys(Component.BROKER, Component.REGISTRY);
        assertThat(stack.memory()).isBetween(200L << 20, 1200L << 20);
      }
    }

    assertThat(left).doesNotExist();
    assertThat(right).doesNotExist();
  }

  @Test
  void aStackBeginsWithRestoredDataOfTheSameCluster() throws Exception {
    String cluster = "aEVlXQIgQLi7rv6PjvD64Q";
    List<String> topics = new CopyOnWriteArrayList<>();
    StackOptions options =
        BARE.on(Ports.free())
            .restoring(
                new StackOptions.Restore(
                    cluster, (broker, _, _) -> topics.addAll(topicsOf(broker))));

    try (LocalStack stack = LocalStack.start(options, StackListener.SILENT);
        Admin admin =
            Admin.create(Map.of("bootstrap.servers", stack.addresses().bootstrapServers()))) {
      assertThat(topics).as("before set-up").isEmpty();
      assertThat(admin.describeCluster().clusterId().get()).isEqualTo(cluster);
      assertThat(topics(stack.addresses().bootstrapServers())).contains(Topics.PROFILES.name());
    }
  }

  private static Set<String> topicsOf(String broker) {
    try {
      return topics(broker);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void dataAreNotRestoredOverOthersAndAFailureLeavesNone() throws IOException {
    StackOptions options =
        StackOptions.keptIn(data)
            .only(Set.of())
            .on(Ports.free())
            .restoring(
                new StackOptions.Restore(
                    "aEVlXQIgQLi7rv6PjvD64Q",
                    (_, _, _) -> {
                      throw new StackException("half of it");
                    }));
    assertThatThrownBy(() -> LocalStack.start(options, StackListener.SILENT))
        .hasMessage("half of it");
    assertThat(data.resolve("broker")).doesNotExist();
    assertThat(data.resolve("registry")).doesNotExist();

    Files.createDirectories(data.resolve("registry"));
    assertThatThrownBy(() -> LocalStack.start(options, StackListener.SILENT))
        .isInstanceOf(StackException.class)
        .hasMessageContaining("registry exists: choose a data directory without a stack's data");
    assertThat(data.resolve("registry")).exists();
  }

  @Test
  void aKilledBrokerAndAKilledRegistryRestartWithTheirData() throws Exception {
    List<String> notes = new CopyOnWriteArrayList<>();
    try (LocalStack stack = LocalStack.start(BARE.on(Ports.free()), noting(notes))) {
      int id = schemaId(stack);
      LocalBrokerTest.createTopic(stack.addresses().bootstrapServers());
      LocalBrokerTest.write(stack.addresses().bootstrapServers(), "before", 0);

      Map<Component, Long> before = stack.pids();
      stack.kill(Component.BROKER);
      stack.kill(Component.REGISTRY);
      await()
          .atMost(Duration.ofMinutes(5))
          .until(() -> notes.stream().filter(n -> n.contains("is ready again")).count() == 2);

      LocalBrokerTest.write(stack.addresses().bootstrapServers(), "after", 0);
      assertThat(LocalBrokerTest.read(stack.addresses().bootstrapServers(), 2))
          .containsExactly("before", "after");
      assertThat(schemaId(stack)).isEqualTo(id);
      assertThat(stack.pids().values()).doesNotContainAnyElementsOf(before.values());
      assertThat(notes)
          .anyMatch(
              n -> n.matches("broker \\(process \\d+\\) ended with status 137 and is restarted"));
    }
  }

  @Test
  void aComponentThatDoesNotAnswerIsReportedUntilItAnswersAgain() throws Exception {
    List<String> notes = new CopyOnWriteArrayList<>();
    try (LocalStack stack = LocalStack.start(BARE.on(Ports.free()), noting(notes))) {
      String registry = Long.toString(stack.pids().get(Component.REGISTRY));
      RunningStack running = RunningStack.in(stack.dataDir()).orElseThrow();
      assertThat(running.readiness(Component.REGISTRY)).isEqualTo(Readiness.READY);

      new ProcessBuilder("kill", "-STOP", registry).start().waitFor();
      await()
          .atMost(Duration.ofSeconds(90))
          .until(() -> notes.stream().anyMatch(n -> n.startsWith("registry is not ready: ")));
      assertThat(running.readiness(Component.REGISTRY).ready()).isFalse();
      assertThat(running.readiness(Component.BROKER).ready()).isTrue();

      new ProcessBuilder("kill", "-CONT", registry).start().waitFor();
      await().atMost(Duration.ofSeconds(90)).until(() -> notes.contains("registry is ready"));
    }
  }

  @Test
  void dataAreKeptUntilAFreshStart() throws Exception {
    StackOptions kept = StackOptions.keptIn(data).on(Ports.free()).only(Set.of());
    try (LocalStack stack = LocalStack.start(kept, StackListener.SILENT)) {
      LocalBrokerTest.createTopic(stack.addresses().bootstrapServers());
      assertThat(RunningStack.in(data)).map(RunningStack::isUp).contains(true);

      assertThatThrownBy(() -> LocalStack.start(kept.on(Ports.free()), StackListener.SILENT))
          .isInstanceOf(StackException.class)
          .hasMessageContaining("another stack (process " + ProcessHandle.current().pid() + ")")
          .hasMessageContaining(data.toString());
    }
    assertThat(RunningStack.in(data)).isEmpty();

    try (LocalStack stack = LocalStack.start(kept.on(Ports.free()), StackListener.SILENT)) {
      assertThat(topics(stack.addresses().bootstrapServers())).contains("letters");
    }

    try (LocalStack stack =
        LocalStack.start(kept.on(Ports.free()).fresh(true), StackListener.SILENT)) {
      assertThat(topics(stack.addresses().bootstrapServers())).doesNotContain("letters");
    }
  }

  @Test
  void aPortInUseIsReportedWithItsComponentAndNothingIsStarted() throws IOException {
    Ports ports = Ports.free();
    try (ServerSocket other =
        new ServerSocket(ports.registry(), 1, InetAddress.getLoopbackAddress())) {
      assertThat(other.isBound()).isTrue();

      assertThatThrownBy(
              () ->
                  LocalStack.start(
                      StackOptions.keptIn(data).on(ports).only(Set.of()), StackListener.SILENT))
          .isInstanceOf(StackException.class)
          .hasMessageContaining("already in use: port %d (registry)".formatted(ports.registry()))
          .hasMessageContaining("--port-base");
    }

    assertThat(data.resolve("broker")).doesNotExist();
  }

  @Test
  void theServicesThatAreLeftOutAreRecorded() throws IOException {
    Ports ports = Ports.free();
    // A developer may already run the service on its port.
    try (ServerSocket service =
            new ServerSocket(ports.pool(), 1, InetAddress.getLoopbackAddress());
        LocalStack stack =
            LocalStack.start(
                StackOptions.keptIn(data).on(ports).only(Set.of()), StackListener.SILENT)) {
      assertThat(service.isBound()).isTrue();
      assertThat(stack.leftOut()).containsExactly(Service.values());
      assertThat(RunningStack.in(data).orElseThrow().leftOut())
          .containsExactlyInAnyOrder(
              Component.PROFILE_SERVICE,
              Component.POOL_SERVICE,
              Component.INVITATION_SERVICE,
              Component.STATS_SERVICE);
    }
  }

  @Test
  void aComponentThatEndsWhileItStartsIsReportedWithItsLastLogLines() throws IOException {
    Files.createDirectories(data.resolve("broker"));
    Files.writeString(data.resolve("broker/meta.properties"), "version=nonsense\n");

    assertThatThrownBy(
            () ->
                LocalStack.start(
                    StackOptions.keptIn(data).on(Ports.free()).only(Set.of()),
                    StackListener.SILENT))
        .isInstanceOf(StackException.class)
        .hasMessageContaining("broker ended with status 1 while it started")
        .hasMessageContaining("broker.log")
        .hasMessageContaining("nonsense");
  }

  private static StackListener noting(List<String> notes) {
    return new StackListener() {
      @Override
      public void note(String text) {
        notes.add(text);
      }
    };
  }

  private static int schemaId(LocalStack stack) {
    return new SchemaRegistry(URI.create(stack.addresses().registry())).idOf(PoolEntered.SCHEMA$);
  }

  private static Set<String> topics(String broker) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker))) {
      return admin.listTopics().names().get();
    }
  }
}
