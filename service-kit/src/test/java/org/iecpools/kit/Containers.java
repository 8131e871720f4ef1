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
 * Broker and registry in containers, for tests that run without them too: with {@code
 * -Diec.containers=true} they use these, otherwise what this project starts by itself. Images as in
 * docker-compose.yml, by the same variables.
 */
public final class Containers {

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int REGISTRY_PORT = 8080;

  private Containers() {}

  /** Whether tests are to use containers. */
  public static boolean wanted() {
    return Boolean.getBoolean("iec.containers");
  }

  /** A broker that behaves as the local stack's does; not started yet. */
  public static KafkaContainer broker() {
    KafkaContainer kafka =
        new KafkaContainer(image("KAFKA_IMAGE", "apache/kafka:4.2.1", "apache/kafka"))
            .withStartupTimeout(PATIENCE);
    LocalBroker.reliedOn().forEach((name, value) -> kafka.withEnv(variable(name), value));
    return kafka;
  }

  /** The variable by which the broker's image takes a setting. */
  public static String variable(String setting) {
    return "KAFKA_" + setting.toUpperCase(Locale.ROOT).replace('.', '_');
  }

  /** The port of this machine at which a started broker is reached. */
  public static int port(KafkaContainer broker) {
    return broker.getMappedPort(9092);
  }

  /** A registry with nothing in it; not started yet. */
  public static GenericContainer<?> registry() {
    return new GenericContainer<>(
            image(
                "REGISTRY_IMAGE", "apicurio/apicurio-registry:3.3.3", "apicurio/apicurio-registry"))
        .withExposedPorts(REGISTRY_PORT)
        .waitingFor(Wait.forHttp("/apis/ccompat/v7/subjects").forPort(REGISTRY_PORT))
        .withStartupTimeout(PATIENCE);
  }

  /** The port of this machine at which a started registry is reached. */
  public static int port(GenericContainer<?> registry) {
    return registry.getMappedPort(REGISTRY_PORT);
  }

  private static DockerImageName image(String variable, String usual, String kind) {
    return DockerImageName.parse(Optional.ofNullable(System.getenv(variable)).orElse(usual))
        .asCompatibleSubstituteFor(kind);
  }
}
