package org.iecpools.kit.process;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.iecpools.kafka.AccessDenied;
import org.iecpools.kafka.ClientConfig;
import org.iecpools.kafka.SchemaRegistry;
import org.springframework.kafka.core.KafkaAdmin;

/**
 * How this service authenticates to Kafka and the registry, from {@code spring.kafka.properties}.
 *
 * @param settings of a Kafka client
 */
public record KafkaAccess(Map<String, Object> settings) {

  /**
   * Takes over the settings of Spring's admin client.
   *
   * @throws IllegalArgumentException if they do not fit together, with every fault
   */
  public static KafkaAccess of(KafkaAdmin kafka) {
    KafkaAccess access = new KafkaAccess(kafka.getConfigurationProperties());
    access.client();
    return access;
  }

  private ClientConfig client() {
    Map<String, String> texts = new HashMap<>();
    settings.forEach(
        (name, value) -> {
          if (value instanceof String text) {
            texts.put(name, text);
          }
        });
    return ClientConfig.of(texts);
  }

  /**
   * Checks whether the broker expects TLS or authentication that is not configured.
   *
   * @throws AccessDenied if so
   */
  public void check() {
    client().check(bootstrapServers());
  }

  /** Explains a failure if Kafka denied access; otherwise empty. */
  public Optional<AccessDenied> denial(Throwable failure) {
    return AccessDenied.in(failure, bootstrapServers());
  }

  /** A client of the registry at this address. */
  public SchemaRegistry registry(URI address) {
    return client().registry(address);
  }

  /** Addresses of the brokers, separated by commas. */
  public String bootstrapServers() {
    return settings.get("bootstrap.servers") instanceof List<?> list
        ? list.stream().map(String::valueOf).collect(Collectors.joining(","))
        : String.valueOf(settings.get("bootstrap.servers"));
  }

  /** Without the settings, which contain passwords. */
  @Override
  public String toString() {
    return "KafkaAccess[" + bootstrapServers() + "]";
  }
}
