package org.iecpools.kafka;

import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.security.auth.SecurityProtocol;

/**
 * How a program authenticates to Kafka and to the registry: the properties of a {@code
 * --command-config} file. Properties of Kafka have the names that Kafka's own tools use, those of
 * the registry the names of Confluent's clients. Never logged, because it contains passwords.
 */
public final class ClientConfig {

  /** Neither TLS nor authentication. */
  public static final ClientConfig NONE = new ClientConfig(Map.of());

  private static final String REGISTRY = "schema.registry.";
  private static final String USER_INFO = REGISTRY + "basic.auth.user.info";
  private static final String USER_INFO_SOURCE = REGISTRY + "basic.auth.credentials.source";
  private static final String TRUSTSTORE = REGISTRY + "ssl.truststore.location";
  private static final String TRUSTSTORE_PASSWORD = REGISTRY + "ssl.truststore.password";
  private static final String TRUSTSTORE_TYPE = REGISTRY + "ssl.truststore.type";
  private static final Set<String> REGISTRY_NAMES =
      Set.of(USER_INFO, USER_INFO_SOURCE, TRUSTSTORE, TRUSTSTORE_PASSWORD, TRUSTSTORE_TYPE);

  private final Map<String, String> kafka;
  private final Map<String, String> registry;

  private ClientConfig(Map<String, String> properties) {
    this.kafka = part(properties, false);
    this.registry = part(properties, true);
  }

  private static Map<String, String> part(Map<String, String> properties, boolean ofRegistry) {
    return properties.entrySet().stream()
        .filter(e -> e.getKey().startsWith(REGISTRY) == ofRegistry)
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /**
   * Takes over properties.
   *
   * @throws IllegalArgumentException with every fault
   */
  public static ClientConfig of(Map<String, String> properties) {
    List<String> faults = new ArrayList<>();
    String protocol = properties.getOrDefault("security.protocol", "PLAINTEXT");
    if (!SecurityProtocol.names().contains(protocol)) {
      faults.add(
          "security.protocol is '%s'; expected one of %s"
              .formatted(protocol, SecurityProtocol.names().stream().sorted().toList()));
    }
    if (protocol.startsWith("SASL_")) {
      if (!properties.containsKey("sasl.mechanism")) {
        faults.add("sasl.mechanism is missing, such as SCRAM-SHA-512");
      }
      if (!properties.containsKey("sasl.jaas.config")
          && !properties.containsKey("sasl.client.callback.handler.class")
          && !properties.containsKey("sasl.login.callback.handler.class")) {
        faults.add("sasl.jaas.config is missing: the login module, the user and the password");
      }
    }
    properties.keySet().stream()
        .filter(name -> name.startsWith(REGISTRY) && !REGISTRY_NAMES.contains(name))
        .sorted()
        .forEach(
            name ->
                faults.add(
                    "%s is not known; the registry's properties are %s"
                        .formatted(name, REGISTRY_NAMES.stream().sorted().toList())));
    String userInfo = properties.get(USER_INFO);
    if (userInfo != null && userInfo.indexOf(':') < 1) {
      faults.add(USER_INFO + " is not USER:PASSWORD");
    }
    String source = properties.getOrDefault(USER_INFO_SOURCE, "USER_INFO");
    if (!source.equals("USER_INFO")) {
      faults.add("%s is '%s'; expected USER_INFO".formatted(USER_INFO_SOURCE, source));
    }
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", faults));
    }
    return new ClientConfig(properties);
  }

  /**
   * Reads a file in the format of Java's properties, UTF-8.
   *
   * @throws IllegalArgumentException if it cannot be read or used; the message names the file and
   *     every fault
   */
  public static ClientConfig read(Path file) {
    try {
      return of(properties(file));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  /**
   * The properties in a file.
   *
   * @throws IllegalArgumentException if it cannot be read; the message lacks the file's name
   */
  static Map<String, String> properties(Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot be read: " + e, e);
    }
    Map<String, String> read = new TreeMap<>();
    properties.stringPropertyNames().forEach(name -> read.put(name, properties.getProperty(name)));
    return read;
  }

  /** All properties, those of the registry included. */
  public Map<String, String> properties() {
    Map<String, String> all = new TreeMap<>(kafka);
    all.putAll(registry);
    return all;
  }

  /** Settings for a Kafka client, as a map that the caller may extend. */
  public Map<String, Object> kafka(String bootstrapServers) {
    Map<String, Object> settings = new HashMap<>(kafka);
    settings.put("bootstrap.servers", bootstrapServers);
    return settings;
  }

  /**
   * A client of a registry.
   *
   * @param address of the registry; see {@link SchemaRegistry#SchemaRegistry(URI)}
   */
  public SchemaRegistry registry(URI address) {
    return new SchemaRegistry(
        address,
        new RegistryAccess(
            Optional.ofNullable(registry.get(USER_INFO)),
            Optional.ofNullable(registry.get(TRUSTSTORE))
                .map(
                    location ->
                        new RegistryAccess.Truststore(
                            Path.of(location),
                            Optional.ofNullable(registry.get(TRUSTSTORE_PASSWORD)),
                            registry.getOrDefault(TRUSTSTORE_TYPE, "PKCS12")))));
  }

  /**
   * Checks whether the broker expects TLS or authentication that this configuration lacks. A Kafka
   * client would only report after a minute that it got no answer.
   *
   * @throws AccessDenied if so
   */
  public void check(String bootstrapServers) {
    ListenerProbe.check(
        bootstrapServers,
        SecurityProtocol.forName(kafka.getOrDefault("security.protocol", "PLAINTEXT")));
  }
}
