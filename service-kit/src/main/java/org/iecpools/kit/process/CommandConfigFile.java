package org.iecpools.kit.process;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.iecpools.kafka.ClientConfig;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Adds the properties of the file {@code iec.command-config} to those of every Kafka client ({@code
 * spring.kafka.properties}). A service so takes the same file as all commands, and no password is
 * on its command line or in its environment.
 */
public final class CommandConfigFile implements EnvironmentPostProcessor {

  /** The setting with the path of the file. */
  static final String SETTING = "iec.command-config";

  /**
   * @throws IllegalArgumentException if the file cannot be used
   */
  @Override
  public void postProcessEnvironment(
      ConfigurableEnvironment environment, SpringApplication application) {
    String file = environment.getProperty(SETTING);
    if (file == null || file.isEmpty()) {
      return;
    }
    Map<String, Object> properties = new HashMap<>();
    ClientConfig.read(Path.of(file))
        .properties()
        .forEach((name, value) -> properties.put("spring.kafka.properties[" + name + "]", value));
    environment.getPropertySources().addLast(new MapPropertySource(SETTING, properties));
  }
}
