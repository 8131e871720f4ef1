package org.iecpools.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.core.env.StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.iecpools.kafka.ClientConfig;
import org.iecpools.kafka.Credentials;
import org.iecpools.kafka.Principal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.yaml.snakeyaml.Yaml;

/**
 * The passwords of the Kafka UI in docker-compose.yml, resolved by Spring Boot as in the container,
 * from the files that are generated for it. Its image was not available where this was written.
 */
class KafkaUiSettingsTest {

  @TempDir private Path directory;

  private Credentials credentials;

  @BeforeEach
  void generate() {
    credentials = new Credentials(directory, ClientConfig.NONE);
    credentials.generateAll();
    credentials.generateKafkaUi();
  }

  @Test
  void itUsesKafkaAsTheAuditor() throws IOException {
    Map<String, Object> bound =
        Binder.get(environment())
            .bind("kafka.clusters[0].properties", Bindable.mapOf(String.class, Object.class))
            .get();

    assertThat(flat("", bound))
        .isEqualTo(ClientConfig.read(credentials.file(Principal.AUDITOR)).properties());
  }

  @Test
  void itsLoginPageHasAPasswordOfItsOwn() throws IOException {
    StandardEnvironment environment = environment();

    assertThat(environment.getProperty("auth.type")).isEqualTo("LOGIN_FORM");
    assertThat(environment.getProperty("spring.security.user.password"))
        .matches("[\\w-]{32}")
        .satisfies(
            password ->
                assertThat(Files.readString(credentials.file(Principal.AUDITOR)))
                    .doesNotContain(password));
  }

  /** The environment of the container, with the generated files in place of the volumes. */
  private StandardEnvironment environment() throws IOException {
    Map<String, Object> compose =
        new Yaml().load(Files.readString(Path.of("../docker-compose.yml")));
    Map<?, ?> service = (Map<?, ?>) ((Map<?, ?>) compose.get("services")).get("kafka-ui");
    Map<String, Object> variables = new HashMap<>();
    ((Map<?, ?>) service.get("environment"))
        .forEach(
            (name, value) ->
                variables.put(
                    name.toString(),
                    value
                        .toString()
                        .replace("$$", "$")
                        .replace("/run/credentials", directory.resolve("auditor").toString())
                        .replace("/run/login", directory.resolve("kafka-ui").toString())));
    // In place of the files of the services on this class path.
    variables.put("SPRING_CONFIG_LOCATION", "optional:file:" + directory.resolve("none") + "/");
    StandardEnvironment environment = new StandardEnvironment();
    environment
        .getPropertySources()
        .replace(
            SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
            new SystemEnvironmentPropertySource(
                SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables));
    ConfigDataEnvironmentPostProcessor.applyTo(environment);
    return environment;
  }

  /** A setting with dots in its name is bound as nested maps, which the Kafka UI joins again. */
  private static Map<String, String> flat(String prefix, Map<?, ?> nested) {
    Map<String, String> flat = new HashMap<>();
    nested.forEach(
        (name, value) -> {
          if (value instanceof Map<?, ?> inner) {
            flat.putAll(flat(prefix + name + ".", inner));
          } else {
            flat.put(prefix + name, value.toString());
          }
        });
    return flat;
  }
}
