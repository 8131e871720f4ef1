package org.iecpools.flow;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.iecpools.kafka.ClientConfig;
import org.iecpools.kafka.Principal;
import org.iecpools.management.ManagementPort;
import org.iecpools.stack.LocalStack.Addresses;
import org.iecpools.stack.Ports;
import org.iecpools.stack.Role;
import org.iecpools.stack.Service;
import org.iecpools.stack.StackTokens;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The containers of docker-compose.yml, run through {@code docker compose} as by a user, in a
 * separate project and on separate ports. The usual environment variables select the images.
 */
final class ComposeStack implements AutoCloseable {

  /** The directory of the passwords in the containers that generate and set them. */
  static final String CREDENTIALS = "/var/lib/credentials";

  private static final String ERASE_LINE = "\u001b[2K";
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Path NO_INPUT = Path.of("/dev/null");

  private static final String FILE = "docker-compose.yml";

  /** The file with which draws depend on a beacon, and rounds are published in a log. */
  static final String SEALED_ROUNDS = "docker-compose.sealed-rounds.yml";

  private final int brokers;
  private final String project;
  private final List<String> files = new ArrayList<>(List.of(FILE));
  private final Set<String> profiles = new TreeSet<>();
  private final Map<String, String> variables = new TreeMap<>();
  private final int firstPort = freeBlock();
  private final HttpClient http = HttpClient.newHttpClient();
  private final StackTokens tokens = new StackTokens(this::token);
  private final Map<Principal, Path> clientFiles = new EnumMap<>(Principal.class);
  private int instances = 1;

  private ComposeStack(int brokers, String project) {
    this.brokers = brokers;
    this.project = project;
    removeContainers();
  }

  /**
   * Creates a stack. Nothing is started, and no data of an earlier one is used.
   *
   * @param name part of the project's name, because several stacks may run at a time
   */
  static ComposeStack inRealTime(String name) {
    return new ComposeStack(1, "iec-pools-test-" + name);
  }

  /** The same in simulated time, to play seasons. */
  static ComposeStack inSimulatedTime() {
    ComposeStack stack = new ComposeStack(1, "iec-pools-test-season");
    stack.profiles.add("demo");
    return stack;
  }

  /** A stack in real time with three brokers. */
  static ComposeStack withThreeBrokers() {
    ComposeStack stack = new ComposeStack(3, "iec-pools-test-brokers");
    stack.files.add("docker-compose.three-brokers.yml");
    return stack;
  }

  /**
   * Another stack, whose services use broker and registry of a stack that runs.
   *
   * @param overrides a file that overrides docker-compose.yml
   */
  static ComposeStack elsewhere(Path overrides) {
    ComposeStack stack = new ComposeStack(1, "iec-pools-test-elsewhere");
    stack.files.add(overrides.toString());
    return stack;
  }

  /** From now on with this file, too. */
  void use(String file) {
    if (!files.contains(file)) {
      files.add(file);
    }
  }

  /** From now on with this profile. */
  void profile(String profile) {
    profiles.add(profile);
  }

  /** Sets a variable of docker-compose.yml from now on. */
  void set(String variable, String value) {
    variables.put(variable, value);
  }

  /** Sets the number of instances of each service from the next {@link #up} on. */
  void scale(int instances) {
    this.instances = instances;
  }

  /** Starts all containers that do not run, and returns when all are healthy. */
  void up() {
    List<String> words = new ArrayList<>(List.of("up", "--detach", "--wait"));
    services().forEach(service -> words.addAll(List.of("--scale", service + "=" + instances)));
    // By name, so that the simulator is not started.
    words.addAll(services());
    compose(words.toArray(String[]::new));
  }

  /** Starts these containers and those that they depend on, and returns when all are healthy. */
  void up(String... containers) {
    compose(
        Stream.concat(Stream.of("up", "--detach", "--wait"), Stream.of(containers))
            .toArray(String[]::new));
  }

  /** Restarts a service's only instance without waiting for its readiness. */
  void restart(String service) {
    compose("restart", service);
  }

  /** Stops a service's instances and waits until they have ended. */
  void stop(String service) {
    compose("stop", service);
  }

  /**
   * Starts the containers that {@link #stop(String)} stopped, without waiting for their readiness.
   */
  void start(String service) {
    compose("start", service);
  }

  /** Removes volumes that no container uses, by their names in the file. */
  void removeVolumes(String... volumes) {
    JsonNode config = config();
    for (String volume : volumes) {
      docker("volume", "rm", config.at("/volumes/" + volume + "/name").asString());
    }
  }

  /** Removes a container and one of its volumes, and starts it again with an empty volume. */
  void replace(String service, String volume) {
    compose("rm", "--stop", "--force", service);
    removeVolumes(volume);
    compose("up", "--detach", "--no-deps", service);
  }

  /** Whether a service's only instance reports readiness. */
  boolean isReady(String service) {
    Service named = Service.named(service);
    String url = "http://127.0.0.1:%d/actuator/health/readiness".formatted(managementPort(named));
    try {
      return http.send(
                  HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(2)).build(),
                  BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException _) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Stops all containers. They are kept, so that their exit codes can be read. */
  void stop() {
    compose("stop");
  }

  /** Removes the containers and keeps the volumes. */
  void down() {
    compose("down");
  }

  /** Removes containers and volumes. The logs are kept for analysis. */
  @Override
  public void close() {
    try {
      Files.writeString(
          Path.of("target", "compose-%d.log".formatted(firstPort)),
          compose("logs", "--no-color", "--timestamps"));
      for (Path file : clientFiles.values()) {
        Files.delete(file);
      }
      clientFiles.clear();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    removeContainers();
  }

  /** Removes all containers and volumes. */
  private void removeContainers() {
    // An aborted test may have left volumes of this file, too.
    List<String> words = sealedRoundsAdded();
    words.addAll(List.of("--profile", "*", "down", "--volumes", "--remove-orphans"));
    compose(words.toArray(String[]::new));
  }

  private List<String> sealedRoundsAdded() {
    return new ArrayList<>(
        files.contains(SEALED_ROUNDS) ? List.of() : List.of("--file", SEALED_ROUNDS));
  }

  /** Warnings of Compose about the file; empty if there are none. */
  String complaints() {
    return run(command("config", "--quiet")).err();
  }

  /** The file as Compose resolves it. */
  JsonNode config() {
    return JSON.readTree(compose("config", "--format", "json"));
  }

  /** The same with the services of all profiles and of {@link #SEALED_ROUNDS}. */
  JsonNode configOfAllProfiles() {
    List<String> words = sealedRoundsAdded();
    words.addAll(List.of("--profile", "*", "config", "--format", "json"));
    return JSON.readTree(compose(words.toArray(String[]::new)));
  }

  static List<String> services() {
    return Stream.of(Service.values()).map(Service::module).toList();
  }

  /** Docker's data on each container, including ended ones. */
  List<JsonNode> containers() {
    return compose("ps", "--all", "--quiet").lines().map(this::inspect).toList();
  }

  /** Docker's data on an instance of a service, numbered from 1. */
  JsonNode container(String service, int instance) {
    String number = Integer.toString(instance);
    return compose("ps", "--all", "--quiet", service)
        .lines()
        .map(this::inspect)
        .filter(it -> label(it, "container-number").equals(number))
        .findFirst()
        .orElseThrow();
  }

  /** The service name in docker-compose.yml. */
  static String service(JsonNode container) {
    return label(container, "service");
  }

  private static String label(JsonNode container, String name) {
    return container.path("Config").path("Labels").path("com.docker.compose." + name).asString();
  }

  private JsonNode inspect(String container) {
    return JSON.readTree(run(List.of("docker", "inspect", container)).out()).get(0);
  }

  /**
   * Kills a container's first process with SIGKILL from outside of Docker, which treats this as a
   * crash and restarts the container. Requires root on Docker's machine.
   */
  void crash(String service) {
    ProcessHandle.of(container(service, 1).at("/State/Pid").asLong())
        .orElseThrow(() -> new IllegalStateException(service + " does not run on this machine"))
        .destroyForcibly();
  }

  /** Kills an instance with SIGKILL through Docker, after which the container stays down. */
  void kill(String service, int instance) {
    run(List.of("docker", "kill", container(service, instance).path("Id").asString()));
  }

  /** Tokens from the stack's one-shot container. */
  StackTokens tokens() {
    return tokens;
  }

  private String token(Role role, Duration validity) {
    return compose(
            "run",
            "--rm",
            "-T",
            "token",
            "--role",
            role.toString(),
            "--expires",
            validity.toSeconds() + "s")
        .strip();
  }

  /** The file with which a principal authenticates to Kafka, copied from the containers. */
  Path clientFile(Principal principal) {
    return clientFiles.computeIfAbsent(
        principal,
        _ -> {
          Path file =
              Path.of("target", "compose-%d-%s.properties".formatted(firstPort, principal.id()))
                  .toAbsolutePath();
          copy("set-up", CREDENTIALS + "/" + principal.id() + "/client.properties", file);
          return file;
        });
  }

  /** How a principal authenticates to Kafka. */
  ClientConfig client(Principal principal) {
    return ClientConfig.read(clientFile(principal));
  }

  /** Copies a file or directory, with what is in volumes, out of a container. */
  void copy(String service, String path, Path target) {
    compose("cp", service + ":" + path, target.toString());
  }

  /**
   * Runs a service's container once more, with other arguments.
   *
   * @return its exit code and all output
   */
  Ended runOnce(String service, List<String> options, String... arguments) {
    List<String> words = new ArrayList<>(List.of("run", "--rm", "-T", "--no-deps"));
    words.addAll(options);
    words.add(service);
    words.addAll(List.of(arguments));
    return execute(command(words.toArray(String[]::new)), NO_INPUT);
  }

  /** The output of a docker command, which must succeed. */
  String docker(String... words) {
    return run(Stream.concat(Stream.of("docker"), Stream.of(words)).toList()).out();
  }

  /** Removes a container by its name, if it exists. */
  void removeContainer(String name) {
    execute(List.of("docker", "rm", "--force", name), NO_INPUT);
  }

  /** The logs of all containers. */
  String logs() {
    return compose("logs", "--no-color");
  }

  /** What one container has printed. Compose begins each line with a command to the terminal. */
  String logs(String service) {
    return compose("logs", "--no-color", "--no-log-prefix", service).replace(ERASE_LINE, "");
  }

  /**
   * Runs one of Kafka's tools in the container of the first broker.
   *
   * @param user the principal as which it authenticates
   * @param tool name of the script, such as {@code kafka-topics.sh}
   * @return its output
   */
  String kafka(Principal user, String tool, String... arguments) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "exec",
                "-T",
                "broker",
                "/opt/kafka/bin/" + tool,
                "--bootstrap-server",
                brokers().map(broker -> broker + ":19092").collect(Collectors.joining(",")),
                "--command-config",
                "/dev/stdin"));
    words.addAll(List.of(arguments));
    return run(command(words.toArray(String[]::new)), clientFile(user)).out();
  }

  /** The broker services of the stack; the node with id n is the n-th. */
  Stream<String> brokers() {
    return IntStream.rangeClosed(1, brokers).mapToObj(id -> id == 1 ? "broker" : "broker-" + id);
  }

  /** The addresses of the instances with this number. Brokers and registry have only one. */
  Addresses addresses(int instance) {
    return new Addresses(
        IntStream.rangeClosed(1, brokers)
            .mapToObj(id -> "127.0.0.1:" + brokerPort(id))
            .collect(Collectors.joining(",")),
        "http://127.0.0.1:" + (firstPort + 1),
        address(Service.PROFILE, instance),
        address(Service.POOL, instance),
        address(Service.INVITATION, instance),
        address(Service.STATS, instance));
  }

  /**
   * The address of an instance. With two instances, Docker assigns the service's two ports at each
   * start.
   */
  private String address(Service service, int instance) {
    return "http://"
        + (instances == 1
            ? "127.0.0.1:" + firstPort(service)
            : compose(
                    "port",
                    "--index",
                    Integer.toString(instance),
                    service.module(),
                    inside(service))
                .strip());
  }

  /** The port inside the container, which is the default one. */
  private static String inside(Service service) {
    return Integer.toString(Ports.usual().of(service));
  }

  /** The memory use of each container by name: {@code 142MiB / 448MiB}. */
  Map<String, String> memory() {
    List<String> command =
        new ArrayList<>(
            List.of("docker", "stats", "--no-stream", "--format", "{{.Name}}\t{{.MemUsage}}"));
    containers().stream()
        .filter(it -> it.at("/State/Running").asBoolean())
        .forEach(it -> command.add(it.path("Id").asString()));
    Map<String, String> memory = new TreeMap<>();
    run(command)
        .out()
        .lines()
        .map(line -> line.split("\t", 2))
        .forEach(column -> memory.put(column[0], column[1]));
    return memory;
  }

  private String compose(String... words) {
    return run(command(words)).out();
  }

  private List<String> command(String... words) {
    List<String> command = new ArrayList<>(List.of("docker", "compose", "--project-name", project));
    files.forEach(file -> command.addAll(List.of("--file", file)));
    profiles.forEach(profile -> command.addAll(List.of("--profile", profile)));
    command.addAll(List.of(words));
    return command;
  }

  /** An ended process. */
  record Ended(int status, String out, String err) {}

  private Ended run(List<String> command) {
    return run(command, NO_INPUT);
  }

  private Ended run(List<String> command, Path input) {
    Ended ended = execute(command, input);
    if (ended.status() != 0) {
      throw new IllegalStateException(
          "%s ended with %s".formatted(String.join(" ", command), ended));
    }
    return ended;
  }

  private Ended execute(List<String> command, Path input) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(Path.of("..").toFile());
    builder.environment().putAll(ports());
    builder.environment().putAll(variables);
    try {
      Path err = Files.createTempFile("compose", ".err");
      try {
        Process process = builder.redirectInput(input.toFile()).redirectError(err.toFile()).start();
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        return new Ended(process.waitFor(), out, Files.readString(err));
      } finally {
        Files.delete(err);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The variables of docker-compose.yml that set the host's ports. */
  private Map<String, String> ports() {
    Map<String, String> ports = new TreeMap<>();
    ports.put("KAFKA_PORT", Integer.toString(firstPort));
    for (int id = 2; id <= brokers; id++) {
      ports.put("KAFKA_PORT_" + id, Integer.toString(brokerPort(id)));
    }
    ports.put("REGISTRY_PORT", Integer.toString(firstPort + 1));
    ports.put("ROUND_LOG_PORT", Integer.toString(firstPort + 13));
    ports.put("WITNESS_PORT", Integer.toString(firstPort + 14));
    for (Service service : Service.values()) {
      int first = firstPort(service);
      ports.put(
          service.name() + "_PORTS",
          instances == 1 ? Integer.toString(first) : "%d-%d".formatted(first, first + 1));
      int management = managementPort(service);
      ports.put(
          service.name() + "_MANAGEMENT_PORTS",
          instances == 1
              ? Integer.toString(management)
              : "%d-%d".formatted(management, management + 1));
    }
    return ports;
  }

  /** The address of the log of rounds on this machine. */
  String roundLog() {
    return "http://127.0.0.1:" + ports().get("ROUND_LOG_PORT");
  }

  /** The address of the witness on this machine. */
  String witness() {
    return "http://127.0.0.1:" + ports().get("WITNESS_PORT");
  }

  /** The port of a broker. */
  private int brokerPort(int id) {
    return id == 1 ? firstPort : firstPort + 8 + id;
  }

  /** The first of a service's two ports, one per instance. */
  private int firstPort(Service service) {
    return firstPort + 2 + 2 * service.ordinal();
  }

  /** The first of a service's two management ports. */
  private int managementPort(Service service) {
    return ManagementPort.of(firstPort(service));
  }

  /** The first of fifteen consecutive free ports, whose management ports are free too. */
  private static int freeBlock() {
    return Stream.generate(() -> Ports.free().broker())
        .limit(100)
        .filter(
            first ->
                IntStream.range(first, first + 15)
                    .allMatch(port -> isFree(port) && isFree(ManagementPort.of(port))))
        .findFirst()
        .orElseThrow();
  }

  private static boolean isFree(int port) {
    try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return true;
    } catch (IOException _) {
      return false;
    }
  }
}
