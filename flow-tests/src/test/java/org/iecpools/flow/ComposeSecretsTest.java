package org.iecpools.flow;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.iecpools.kafka.AccessDenied;
import org.iecpools.kafka.ClientConfig;
import org.iecpools.kafka.Principal;
import org.iecpools.stack.LocalStack.Addresses;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Who may use Kafka and the registry of the stack in containers, and where its secrets are. */
@Tag("compose")
class ComposeSecretsTest {

  private static final String SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule";
  private static final String PLAIN = "org.apache.kafka.common.security.plain.PlainLoginModule";

  private static final Set<String> USERS_OF_PROGRAMS =
      Set.of(
          "set-up-credentials",
          "profile-credentials",
          "pool-credentials",
          "invitation-credentials",
          "stats-credentials",
          "simulator-credentials",
          "upstream-credentials",
          "operators-credentials",
          "auditor-credentials",
          "track-credentials",
          "webhooks-credentials");

  /** The volumes with secrets that each container mounts; all others mount none. */
  private static final Map<String, Set<String>> SECRETS =
      Map.ofEntries(
          Map.entry(
              "credentials",
              with(
                  USERS_OF_PROGRAMS,
                  Set.of("broker-credentials", "registry-credentials", "kafka-ui-credentials"))),
          Map.entry("set-up", USERS_OF_PROGRAMS),
          Map.entry("set-up-simulation", USERS_OF_PROGRAMS),
          Map.entry("broker", Set.of("broker-credentials")),
          Map.entry("registry", Set.of("registry-credentials")),
          Map.entry("profile-service", Set.of("profile-credentials", "profile-state")),
          Map.entry("pool-service", Set.of("pool-credentials")),
          Map.entry("invitation-service", Set.of("invitation-credentials", "invitation-state")),
          Map.entry("stats-service", Set.of("stats-credentials")),
          Map.entry("simulator", Set.of("simulator-credentials", "token-signing-keys")),
          Map.entry("track", Set.of("track-credentials")),
          Map.entry("webhooks", Set.of("webhooks-credentials", "webhooks-key")),
          Map.entry("round-keys", Set.of("beacon-secret", "round-log-data", "witness-data")),
          Map.entry("beacon", Set.of("beacon-secret")),
          Map.entry("round-log", Set.of("round-log-data", "auditor-credentials")),
          Map.entry("witness", Set.of("witness-data")),
          Map.entry("token-keys", Set.of("token-signing-keys")),
          Map.entry("token", Set.of("token-signing-keys")),
          Map.entry("kafka-ui", Set.of("auditor-credentials", "kafka-ui-credentials")));

  private static ComposeStack stack;
  private static Addresses at;

  @TempDir private Path directory;

  @BeforeAll
  static void up() {
    stack = ComposeStack.inRealTime("single");
    stack.up();
    at = stack.addresses(1);
  }

  @AfterAll
  static void down() {
    stack.close();
  }

  // ---- access

  @Test
  @Timeout(30)
  void anAnonymousClientIsRefusedOnThePublishedPort() {
    assertThatThrownBy(() -> ClientConfig.NONE.check(at.bootstrapServers()))
        .isInstanceOf(AccessDenied.class)
        .hasMessageContaining("closes connections without authentication or TLS");
  }

  @Test
  void anAnonymousClientIsRefusedOnTheNetworkOfTheContainers() {
    ComposeStack.Ended ended =
        stack.runOnce("set-up", List.of(), "--bootstrap-servers", "broker:19092");

    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.err()).contains("closes connections without authentication or TLS");
  }

  @ParameterizedTest
  @CsvSource({
    "SCRAM-SHA-512, nobody",
    "SCRAM-SHA-512, upstream",
    "SCRAM-SHA-512, pool-service",
    "SCRAM-SHA-512, set-up",
    "SCRAM-SHA-512, broker",
    "PLAIN, upstream",
    "PLAIN, set-up",
    "PLAIN, broker",
    "SCRAM-SHA-256, upstream",
  })
  @Timeout(120)
  void aWrongUserOrPasswordIsRefusedOnBothListeners(String mechanism, String user)
      throws IOException {
    Map<String, String> properties = client(mechanism, user, "wrong");
    Path file = directory.resolve("wrong.properties");
    Files.writeString(
        file,
        properties.entrySet().stream()
            .map(property -> property.getKey() + "=" + property.getValue() + "\n")
            .collect(Collectors.joining()));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

    assertThatThrownBy(() -> connect(ClientConfig.of(properties)))
        .isInstanceOf(AuthenticationException.class);
    ComposeStack.Ended inside =
        stack.runOnce(
            "set-up",
            List.of("--volume", file + ":/wrong.properties:ro"),
            "--bootstrap-servers",
            "broker:19092",
            "--command-config",
            "/wrong.properties");
    assertThat(inside.status()).isEqualTo(1);
    assertThat(inside.err()).contains("does not accept the user");
  }

  @Test
  @Timeout(30)
  void aSuperuserIsRefusedOnThePublishedPort() {
    assertThatThrownBy(() -> connect(stack.client(Principal.SET_UP)))
        .isInstanceOf(AuthenticationException.class);
  }

  @Test
  @Timeout(30)
  void aUserMayDoOnlyWhatItsRulesAllow() throws Throwable {
    connect(stack.client(Principal.UPSTREAM));
    try (Upstream upstream = new Upstream(at, stack.client(Principal.UPSTREAM), stack.tokens())) {
      assertThatThrownBy(() -> upstream.produce("iec.pools", "key", new byte[0]))
          .hasRootCauseInstanceOf(TopicAuthorizationException.class);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /apis/ccompat/v7/subjects/anything/versions, '{\"schema\": \"\\\"string\\\"\"}'",
    "DELETE, /apis/ccompat/v7/subjects/org.iecpools.events.PoolEntered,",
    "PUT, /apis/ccompat/v7/config, '{\"compatibility\": \"NONE\"}'",
    "POST, /apis/registry/v3/groups, '{\"groupId\": \"another\"}'",
    "DELETE, /apis/registry/v3/groups/default,",
  })
  void onlySetUpMayChangeTheRegistry(String method, String path, String body) throws Exception {
    for (String user : List.of("", "set-up:wrong", "upstream:wrong")) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(at.registry() + path))
              .header("Content-Type", "application/json")
              .method(
                  method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
      if (!user.isEmpty()) {
        request.header(
            "Authorization",
            "Basic " + Base64.getEncoder().encodeToString(user.getBytes(ISO_8859_1)));
      }
      assertThat(status(request.build())).as("%s by '%s'", path, user).isIn(401, 403);
    }
    assertThat(
            status(
                HttpRequest.newBuilder(URI.create(at.registry() + "/apis/ccompat/v7/subjects"))
                    .build()))
        .isEqualTo(200);
  }

  private static int status(HttpRequest request) throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(request, BodyHandlers.discarding()).statusCode();
    }
  }

  private static Map<String, String> client(String mechanism, String user, String password) {
    return Map.of(
        "security.protocol",
        "SASL_PLAINTEXT",
        "sasl.mechanism",
        mechanism,
        "sasl.jaas.config",
        "%s required username=\"%s\" password=\"%s\";"
            .formatted(mechanism.equals("PLAIN") ? PLAIN : SCRAM, user, password));
  }

  /** Connects to the published port. */
  private static void connect(ClientConfig client) throws Throwable {
    try (Admin admin = Admin.create(client.kafka(at.bootstrapServers()))) {
      admin.describeCluster().nodes().get();
    } catch (ExecutionException e) {
      throw e.getCause();
    }
  }

  // ---- secrets

  @Test
  void eachServiceMountsItsOwnSecretsOnly() {
    JsonNode services = stack.configOfAllProfiles().path("services");
    services
        .propertyNames()
        .forEach(
            service ->
                assertThat(
                        StreamSupport.stream(
                                services.path(service).path("volumes").spliterator(), false)
                            .map(volume -> volume.path("source").asString())
                            .filter(ComposeSecretsTest::isSecret))
                    .as(service)
                    .containsExactlyInAnyOrderElementsOf(SECRETS.getOrDefault(service, Set.of())));
    assertThat(services.propertyNames()).containsAll(SECRETS.keySet());
  }

  @Test
  void eachContainerMountsItsOwnSecretsOnly() {
    for (JsonNode container : stack.containers()) {
      String service = ComposeStack.service(container);
      Set<String> mounted = new TreeSet<>();
      for (JsonNode mount : container.path("Mounts")) {
        String volume = mount.path("Name").asString().replaceFirst("^.*_", "");
        assertThat(mount.path("Type").asString()).as(service).isIn("volume", "tmpfs");
        if (isSecret(volume)) {
          mounted.add(volume);
        }
        if (volume.endsWith("-credentials")) {
          assertThat(mount.path("RW").asBoolean())
              .as("%s may write %s", service, volume)
              .isEqualTo(service.equals("credentials"));
        }
      }
      assertThat(mounted).as(service).isEqualTo(SECRETS.getOrDefault(service, Set.of()));
    }
  }

  private static boolean isSecret(String volume) {
    return volume.endsWith("-credentials")
        || Set.of(
                "token-signing-keys",
                "profile-state",
                "invitation-state",
                "webhooks-key",
                "beacon-secret",
                "round-log-data",
                "witness-data")
            .contains(volume);
  }

  @Test
  void onlyTheOwnerCanReadPasswordsAndTheGroupsOfBrokerAndRegistryTheirs() throws IOException {
    stack.copy("credentials", ComposeStack.CREDENTIALS, directory);
    Path credentials = directory.resolve("credentials");

    Set<String> files = new TreeSet<>();
    try (Stream<Path> paths = Files.walk(credentials)) {
      for (Path path : paths.filter(path -> !path.equals(credentials)).toList()) {
        String name = credentials.relativize(path).toString();
        boolean shared = name.startsWith("broker") || name.startsWith("registry");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
            .as(name)
            .isEqualTo(
                Files.isDirectory(path)
                    ? shared ? "rwxr-x---" : "rwx------"
                    : shared ? "rw-r-----" : "rw-------");
        if (Files.isRegularFile(path)) {
          files.add(name);
        }
      }
    }
    assertThat(files)
        .hasSize(14)
        .contains(
            "broker/server.properties",
            "kafka-ui/login.properties",
            "registry/registry.properties",
            "upstream/client.properties");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(stack.clientFile(Principal.UPSTREAM))))
        .isEqualTo("rw-------");
  }

  @Test
  void noSecretIsInInspectionsImagesLogsOrProcesses() throws IOException {
    Set<String> secrets = secrets();

    Map<String, String> texts = visibleToOperatorsOfDocker(stack);

    // Each place contains what it is expected to, so the search is not in empty texts.
    assertThat(texts.get("inspection of broker")).contains("KAFKA_SUPER_USERS");
    assertThat(texts.get("logs")).contains("access rules: ");
    assertThat(texts.get("command lines of pool-service")).contains("/opt/iec/pool-service");
    assertThat(texts.get("environment of pool-service")).contains("IEC_COMMAND_CONFIG=/run/");
    assertThat(texts.get("history of the image of set-up")).contains("ENTRYPOINT");
    texts.forEach(
        (place, text) ->
            assertThat(secrets.stream().filter(text::contains))
                .as("secrets in the " + place)
                .isEmpty());
  }

  /** The generated values: passwords, the signing key's private numbers, keys of the services. */
  private Set<String> secrets() throws IOException {
    stack.copy("credentials", ComposeStack.CREDENTIALS, directory.resolve("passwords"));
    Set<String> passwords =
        found("(?:password|user_[a-z-]+)=\"?([^\"\\s]+)", directory.resolve("passwords"));
    assertThat(passwords).hasSize(13).allSatisfy(it -> assertThat(it).hasSize(32));

    stack.copy("token-keys", "/var/lib/iec-tokens/signing", directory.resolve("signing"));
    Set<String> numbers =
        found("\"(?:d|p|q|dp|dq|qi)\":\"([^\"]+)\"", directory.resolve("signing"));
    assertThat(numbers).hasSize(6);

    Set<String> keys = new HashSet<>();
    for (String service : List.of("profile-service", "invitation-service")) {
      stack.copy(service, "/var/lib/iec/secrets", directory.resolve(service));
      keys.addAll(found("(?m)^([0-9a-f]{64})$", directory.resolve(service)));
    }
    assertThat(keys).hasSize(2);

    return Stream.of(passwords, numbers, keys).flatMap(Set::stream).collect(Collectors.toSet());
  }

  /** What the group of an expression matches in the files of a directory. */
  static Set<String> found(String regex, Path directory) throws IOException {
    Pattern pattern = Pattern.compile(regex);
    try (Stream<Path> files = Files.walk(directory)) {
      Set<String> found = new HashSet<>();
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        pattern
            .matcher(Files.readString(file))
            .results()
            .map((MatchResult match) -> match.group(1))
            .forEach(found::add);
      }
      return found;
    }
  }

  /** All that anyone who may use Docker sees without opening a volume, by its place. */
  static Map<String, String> visibleToOperatorsOfDocker(ComposeStack stack) throws IOException {
    Map<String, String> texts = new TreeMap<>();
    texts.put("logs", stack.logs());
    for (JsonNode container : stack.containers()) {
      String service = ComposeStack.service(container);
      texts.put("inspection of " + service, container.toString());
      String image = container.at("/Config/Image").asString();
      texts.put("inspection of the image of " + service, stack.docker("image", "inspect", image));
      texts.put("history of the image of " + service, stack.docker("history", "--no-trunc", image));
      if (container.at("/State/Running").asBoolean()) {
        StringBuilder commands = new StringBuilder();
        StringBuilder environments = new StringBuilder();
        for (String pid : pids(stack, container)) {
          commands.append(proc(pid, "cmdline"));
          environments.append(proc(pid, "environ"));
        }
        texts.put("command lines of " + service, commands.toString());
        texts.put("environment of " + service, environments.toString());
      }
    }
    return texts;
  }

  /** The processes of a container on this machine, without the heading. */
  private static List<String> pids(ComposeStack stack, JsonNode container) {
    return Arrays.stream(
            stack.docker("top", container.path("Id").asString(), "-eo", "pid").split("\n"))
        .skip(1)
        .map(String::strip)
        .toList();
  }

  /** A file of a process; empty if the process has just ended. */
  private static String proc(String pid, String file) throws IOException {
    Path path = Path.of("/proc", pid, file);
    try {
      return Files.readString(path, ISO_8859_1);
    } catch (IOException e) {
      if (Files.exists(path)) {
        throw e;
      }
      return "";
    }
  }

  private static Set<String> with(Set<String> these, Set<String> those) {
    return Stream.concat(these.stream(), those.stream()).collect(Collectors.toSet());
  }
}
