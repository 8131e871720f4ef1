package org.iecpools.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.iecpools.auditor.Audit;
import org.iecpools.auditor.AuditFailed;
import org.iecpools.auditor.AuditOptions;
import org.iecpools.auditor.RoundReader;
import org.iecpools.auditor.draw.Rounds;
import org.iecpools.events.PoolEntered;
import org.iecpools.kafka.AccessDenied;
import org.iecpools.kafka.ClientConfig;
import org.iecpools.kafka.Principal;
import org.iecpools.kafka.SchemaRegistry;
import org.iecpools.kafka.SetUp;
import org.iecpools.kafka.Topics;
import org.iecpools.launcher.SimulatorEndpoints;
import org.iecpools.simulator.season.Scenario;
import org.iecpools.simulator.season.SeasonListener;
import org.iecpools.simulator.season.SeasonOptions;
import org.iecpools.simulator.season.SeasonPlayer;
import org.iecpools.simulator.season.SeasonResult;
import org.iecpools.simulator.upstream.TopicClient;
import org.iecpools.stack.Launch;
import org.iecpools.stack.LocalPrograms;
import org.iecpools.stack.LocalStack;
import org.iecpools.stack.LocalStack.Addresses;
import org.iecpools.stack.Ports;
import org.iecpools.stack.Service;
import org.iecpools.stack.StackListener;
import org.iecpools.stack.StackOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A small season on a stack whose Kafka and registry authenticate everyone. */
@Tag("long")
class SecuredStackTest {

  private static LocalStack stack;
  private static Addresses at;
  private static SeasonResult result;

  @TempDir private Path directory;

  @BeforeAll
  static void playASeason() {
    stack =
        LocalStack.start(
            StackOptions.throwaway().inSimulatedTime().withAuthentication(), StackListener.SILENT);
    at = stack.addresses();
    result =
        SeasonPlayer.play(
            new SeasonOptions(2021, 200, Scenario.ANNOUNCED, 7, 12),
            SimulatorEndpoints.of(at, stack.client(Principal.SIMULATOR), stack.tokens()),
            new SeasonListener() {
              @Override
              public void weekPlayed(Week week) {}
            });
  }

  @AfterAll
  static void stop() {
    stack.close();
  }

  @Test
  void theDashboardEqualsTheSimulatorsNumbers() {
    assertThat(result.invitations()).isPositive();
    assertThat(result.lois()).isPositive();
    assertThat(result.differences()).isEmpty();
  }

  @Test
  void theAuditorRecountsEverythingAndVerifiesEveryRound() {
    ClientConfig auditor = stack.client(Principal.AUDITOR);

    assertThat(Audit.run(options().authenticatedBy(auditor), _ -> {}).differences()).isEmpty();
    Rounds rounds =
        new Rounds(
            RoundReader.read(at.bootstrapServers(), URI.create(at.registry()), auditor, _ -> {}));
    assertThat(rounds.known())
        .filteredOn(Rounds.Known::drawn)
        .isNotEmpty()
        .allSatisfy(round -> assertThat(rounds.verify(round).holds()).isTrue());
  }

  @Test
  void noServiceLoggedADenial() throws IOException {
    for (Service service : Service.values()) {
      assertThat(Files.readString(stack.logDir().resolve(service.module() + ".log")))
          .as(service.module())
          .doesNotContain("AuthorizationException", "AuthenticationException");
    }
  }

  @Test
  @Timeout(30)
  void aProgramWithoutAFileIsToldSoAtOnce() {
    assertThatThrownBy(() -> Audit.run(options(), _ -> {}))
        .isInstanceOf(AuditFailed.class)
        .hasMessageContaining("closes connections without authentication or TLS");
    assertThatThrownBy(
            () ->
                new TopicClient(
                    at.bootstrapServers(), URI.create(at.registry()), ClientConfig.NONE))
        .isInstanceOf(AccessDenied.class)
        .hasMessageContaining("--command-config");
    assertThatThrownBy(() -> SetUp.run(setUp(ClientConfig.NONE))).isInstanceOf(AccessDenied.class);
  }

  @Test
  @Timeout(30)
  void aWrongPasswordIsReportedAtOnce() {
    ClientConfig wrong = wrongPassword(Principal.AUDITOR);

    assertThatThrownBy(() -> Audit.run(options().authenticatedBy(wrong), _ -> {}))
        .isInstanceOf(AuditFailed.class)
        .hasMessageContaining("does not accept the user");
    assertThatThrownBy(() -> SetUp.run(setUp(wrongPassword(Principal.SET_UP))))
        .isInstanceOf(AccessDenied.class)
        .hasMessageContaining("does not accept the user");
  }

  @Test
  @Timeout(30)
  void aMissingRightIsReportedAtOnce() {
    assertThatThrownBy(
            () -> Audit.run(options().authenticatedBy(stack.client(Principal.UPSTREAM)), _ -> {}))
        .isInstanceOf(AuditFailed.class)
        .hasMessageContaining("does not allow this user to do this");
  }

  @Test
  void onlySetUpMayChangeTheRegistry() {
    URI registry = URI.create(at.registry());
    SchemaRegistry anonymous = stack.client(Principal.UPSTREAM).registry(registry);

    assertThat(anonymous.idOf(PoolEntered.SCHEMA$))
        .isEqualTo(stack.client(Principal.SET_UP).registry(registry).register(PoolEntered.SCHEMA$));
    assertThatThrownBy(() -> anonymous.register(PoolEntered.SCHEMA$))
        .isInstanceOf(SchemaRegistry.Denied.class)
        .hasMessageContaining("does not accept anonymous clients (401)");
  }

  @Test
  @Timeout(120)
  void aServiceWithTheWrongPasswordEndsWithTheReason() throws Exception {
    Path wrong = directory.resolve("client.properties");
    Files.writeString(
        wrong,
        wrongPassword(Principal.POOL_SERVICE).properties().entrySet().stream()
            .map(property -> property.getKey() + "=" + property.getValue() + "\n")
            .reduce("", String::concat));

    assertThat(outputOf(Service.POOL, "--iec.command-config=" + wrong))
        .contains("does not accept the user")
        .contains("Set iec.command-config");
    assertThat(outputOf(Service.POOL, "--iec.command-config="))
        .contains("closes connections without authentication or TLS");
  }

  /** Runs a service that must end by itself. */
  private String outputOf(Service service, String argument) throws Exception {
    Launch launch = stack.launchOf(service);
    List<String> command = new ArrayList<>();
    command.add(LocalPrograms.java().toString());
    command.addAll(launch.jvmOptions());
    command.addAll(List.of("-cp", launch.classPath(), service.mainClass()));
    command.addAll(launch.arguments());
    command.removeIf(
        word ->
            Stream.of("--iec.command-config=", "--server.port=", "--iec.data-dir=")
                .anyMatch(word::startsWith));
    command.addAll(
        List.of(
            argument,
            "--server.port=" + Ports.free().of(service),
            "--iec.data-dir=" + directory.resolve("state")));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isNotZero();
      return output;
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void noPasswordIsInALogOrOnACommandLine() throws IOException {
    Set<String> passwords = passwords();
    assertThat(passwords).hasSize(12);

    try (Stream<Path> logs = Files.list(stack.logDir())) {
      for (Path log : logs.toList()) {
        String text = Files.readString(log, StandardCharsets.ISO_8859_1);
        assertThat(passwords).as(log.toString()).noneMatch(text::contains);
      }
    }
    for (long pid : stack.pids().values()) {
      String commandLine = Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"));
      String environment =
          Files.readString(
              Path.of("/proc", Long.toString(pid), "environ"), StandardCharsets.ISO_8859_1);
      assertThat(passwords).noneMatch(commandLine::contains).noneMatch(environment::contains);
    }
  }

  private static Set<String> passwords() throws IOException {
    Pattern quoted = Pattern.compile("\"([A-Za-z0-9_-]{32})\"");
    try (Stream<Path> files = Files.walk(stack.secretsDir().resolve("kafka"))) {
      Set<String> passwords = new HashSet<>();
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Matcher password = quoted.matcher(Files.readString(file));
        while (password.find()) {
          passwords.add(password.group(1));
        }
      }
      return passwords;
    }
  }

  private static AuditOptions options() {
    return AuditOptions.of(
        at.bootstrapServers(), URI.create(at.registry()), URI.create(at.stats()));
  }

  private static SetUp.Options setUp(ClientConfig client) {
    return new SetUp.Options(
        at.bootstrapServers(),
        URI.create(at.registry()),
        client,
        Topics.PARTITIONS,
        false,
        false,
        Optional.empty());
  }

  private static ClientConfig wrongPassword(Principal principal) {
    Map<String, String> properties = stack.client(principal).properties();
    properties.computeIfPresent(
        "sasl.jaas.config",
        (_, value) -> value.replaceAll("password=\"[^\"]*\"", "password=\"x\""));
    return ClientConfig.of(properties);
  }
}
