package org.iecpools.kit;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.iecpools.stack.LocalBroker;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * Broker and registry in containers, for tests that can also run without: they use containers with
 * {@code -Diec.containers=true}, otherwise what this project starts by itself. The images are those
 * of docker-compose.yml and are set by the same variables.
 */
public final class Containers {

  private static final Duration TIMEOUT = Duration.ofMinutes(3);
  private static final int REGISTRY_PORT = 8080;

  private Containers() {}

  /** Whether tests should use containers. */
  public static boolean wanted() {
    return Boolean.getBoolean("iec.containers");
  }

  /** A broker with the same behaviour as the local stack's; not started yet. */
  public static KafkaContainer broker() {
    KafkaContainer kafka =
        new KafkaContainer(image("KAFKA_IMAGE", "apache/kafka:4.2.1", "apache/kafka"))
            .withStartupTimeout(TIMEOUT);
    LocalBroker.reliedOn().forEach((name, value) -> kafka.withEnv(variable(name), value));
    return kafka;
  }

  /** The environment variable of the broker's image for a setting. */
  public static String variable(String setting) {
    return "KAFKA_" + setting.toUpperCase(Locale.ROOT).replace('.', '_');
  }

  /** The host port of a started broker. */
  public static int port(KafkaContainer broker) {
    return broker.getMappedPort(9092);
  }

  /** An empty registry; not started yet. */
  public static GenericContainer<?> registry() {
    return new GenericContainer<>(
            image(
                "REGISTRY_IMAGE", "apicurio/apicurio-registry:3.3.3", "apicurio/apicurio-registry"))
        .withExposedPorts(REGISTRY_PORT)
        .waitingFor(Wait.forHttp("/apis/ccompat/v7/subjects").forPort(REGISTRY_PORT))
        .withStartupTimeout(TIMEOUT);
  }

  /** The host port of a started registry. */
  public static int port(GenericContainer<?> registry) {
    return registry.getMappedPort(REGISTRY_PORT);
  }

  private static DockerImageName image(String variable, String usual, String kind) {
    return DockerImageName.parse(Optional.ofNullable(System.getenv(variable)).orElse(usual))
        .asCompatibleSubstituteFor(kind);
  }
}
