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
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.iecpools.stack.LocalStack.Addresses;
import org.iecpools.stack.Ports;
import org.iecpools.stack.Service;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The containers of docker-compose.yml, driven by {@code docker compose} as a user would, in a
 * project and on ports of their own. The environment names the images, as for everybody.
 */
final class ComposeStack implements AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final List<String> compose;
  private final int firstPort = freeBlock();
  private final HttpClient http = HttpClient.newHttpClient();
  private int instances = 1;

  private ComposeStack(String... compose) {
    this.compose = List.of(compose);
    clear();
  }

  /** Nothing is started yet, and nothing kept from before. */
  static ComposeStack inRealTime() {
    return new ComposeStack("docker", "compose", "--project-name", "iec-pools-test");
  }

  /** The same, to play seasons on. */
  static ComposeStack inSimulatedTime() {
    return new ComposeStack(
        "docker", "compose", "--project-name", "iec-pools-test", "--profile", "demo");
  }

  /** From the next {@link #up} on there are so many instances of each service. */
  void scale(int instances) {
    this.instances = instances;
  }

  /** Starts what does not run, and returns when all of it is healthy. */
  void up() {
    List<String> words = new ArrayList<>(List.of("up", "--detach", "--wait"));
    services().forEach(service -> words.addAll(List.of("--scale", service + "=" + instances)));
    // By name: the simulator is not wanted.
    words.addAll(services());
    compose(words.toArray(String[]::new));
  }

  /** Ends a service's only instance and starts it again, not waiting until it is ready. */
  void restart(String service) {
    compose("restart", service);
  }

  /** Asks a service's instances to stop, and returns when they have. */
  void stop(String service) {
    compose("stop", service);
  }

  /** Starts what {@link #stop(String)} has stopped, not waiting until it is ready. */
  void start(String service) {
    compose("start", service);
  }

  /** Whether a service's only instance says that it is. */
  boolean isReady(String service) {
    Service named = Service.named(service);
    String url = "http://127.0.0.1:%d/actuator/health/readiness".formatted(firstPort(named));
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

  /** Asks everything to stop. The containers stay, to tell how they ended. */
  void stop() {
    compose("stop");
  }

  /** Removes the containers. What they have kept stays. */
  void down() {
    compose("down");
  }

  /** Removes containers and data. What they said is kept, for whoever looks for what went wrong. */
  @Override
  public void close() {
    try {
      Files.writeString(
          Path.of("target", "compose-%d.log".formatted(firstPort)),
          compose("logs", "--no-color", "--timestamps"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    clear();
  }

  private void clear() {
    compose("down", "--volumes", "--remove-orphans");
  }

  /** What Compose says of the file beyond what it makes of it: nothing, one hopes. */
  String complaints() {
    return run(command("config", "--quiet")).err();
  }

  /** The file as Compose understands it. */
  JsonNode config() {
    return JSON.readTree(compose("config", "--format", "json"));
  }

  static List<String> services() {
    return Stream.of(Service.values()).map(Service::module).toList();
  }

  /** What Docker knows about each container, also of those that have ended. */
  List<JsonNode> containers() {
    return compose("ps", "--all", "--quiet").lines().map(this::inspect).toList();
  }

  /** What Docker knows about an instance of a service, from 1. */
  JsonNode container(String service, int instance) {
    String number = Integer.toString(instance);
    return compose("ps", "--all", "--quiet", service)
        .lines()
        .map(this::inspect)
        .filter(it -> label(it, "container-number").equals(number))
        .findFirst()
        .orElseThrow();
  }

  /** The name in docker-compose.yml. */
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
   * SIGKILL to a container's first process from outside of Docker, which takes it for a crash and
   * starts the container again. Needs the right to do so: root, on Docker's own machine.
   */
  void crash(String service) {
    ProcessHandle.of(container(service, 1).at("/State/Pid").asLong())
        .orElseThrow(() -> new IllegalStateException(service + " does not run on this machine"))
        .destroyForcibly();
  }

  /** SIGKILL by Docker's own command, after which the container stays down. */
  void kill(String service, int instance) {
    run(List.of("docker", "kill", container(service, instance).path("Id").asString()));
  }

  /** Where instances are reached; broker and registry have only one. */
  Addresses addresses(int instance) {
    return new Addresses(
        "127.0.0.1:" + firstPort,
        "http://127.0.0.1:" + (firstPort + 1),
        address(Service.PROFILE, instance),
        address(Service.POOL, instance),
        address(Service.INVITATION, instance),
        address(Service.STATS, instance));
  }

  /** Which of a service's two ports an instance has got is Docker's choice, anew at each start. */
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

  /** In the containers the ports are the usual ones. */
  private static String inside(Service service) {
    return Integer.toString(Ports.usual().of(service));
  }

  /** What each container uses of its memory, by name: {@code 142MiB / 448MiB}. */
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
    return Stream.concat(compose.stream(), Stream.of(words)).toList();
  }

  private record Said(String out, String err) {}

  private Said run(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(Path.of("..").toFile());
    builder.environment().putAll(ports());
    try {
      Path err = Files.createTempFile("compose", ".err");
      try {
        Process process = builder.redirectError(err.toFile()).start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        int status = process.waitFor();
        Said said = new Said(out, Files.readString(err));
        if (status != 0) {
          throw new IllegalStateException(
              "%s ended with status %d: %s".formatted(String.join(" ", command), status, said));
        }
        return said;
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

  /** The settings of docker-compose.yml that say where on this machine everything is reached. */
  private Map<String, String> ports() {
    Map<String, String> ports = new TreeMap<>();
    ports.put("KAFKA_PORT", Integer.toString(firstPort));
    ports.put("REGISTRY_PORT", Integer.toString(firstPort + 1));
    for (Service service : Service.values()) {
      int first = firstPort(service);
      ports.put(
          service.name() + "_PORTS",
          instances == 1 ? Integer.toString(first) : "%d-%d".formatted(first, first + 1));
    }
    return ports;
  }

  /** Of two: each instance has one. */
  private int firstPort(Service service) {
    return firstPort + 2 + 2 * service.ordinal();
  }

  /** The first of ten ports in a row that nobody listens on. */
  private static int freeBlock() {
    return Stream.generate(() -> Ports.free().broker())
        .limit(100)
        .filter(first -> IntStream.range(first, first + 10).allMatch(ComposeStack::isFree))
        .findFirst()
        .orElseThrow();
  }

  private static boolean isFree(int port) {
    try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return true;
    } catch (IOException _) {
      return false;
    }
  }
}
