package org.iecpools.kit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.iecpools.environment.Environment;
import org.iecpools.environment.Environment.SchemaState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * This instance's own copy of the environment, next to its state: a cluster with an environment
 * record of its own is noticed only by someone who remembers another one. Also the schemas of
 * others that this instance has decoded records with.
 */
final class EnvironmentMemory {

  private static final Logger LOG = LoggerFactory.getLogger(EnvironmentMemory.class);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /**
   * @param environment the one that this instance worked in last
   * @param seen schemas by id that set-up did not register
   */
  private record Content(Environment environment, Map<Integer, SchemaState> seen) {}

  private final Path file;
  private Content content;

  /**
   * @param directory the instance's data directory; created when missing
   * @throws IllegalStateException when the file is there and cannot be read
   */
  EnvironmentMemory(Path directory) {
    this.file = directory.resolve("environment.json");
    this.content = read();
  }

  Path file() {
    return file;
  }

  /** The environment that this instance worked in last; empty at its first start. */
  synchronized Optional<Environment> environment() {
    return Optional.ofNullable(content.environment());
  }

  /** Every schema that an id is remembered for. */
  synchronized Map<Integer, SchemaState> schemas() {
    Map<Integer, SchemaState> all = new TreeMap<>(content.seen());
    environment().ifPresent(known -> all.putAll(known.schemas()));
    return all;
  }

  /** Whether the operator has accepted, since this copy was made, that ids mean other schemas. */
  synchronized boolean isReplacedBy(Environment environment) {
    return environment()
        .filter(known -> known.revision() < environment.revision())
        .filter(known -> !environment.schemas().entrySet().containsAll(known.schemas().entrySet()))
        .isPresent();
  }

  synchronized void remember(Environment environment) {
    if (!environment.equals(content.environment())) {
      write(new Content(environment, isReplacedBy(environment) ? Map.of() : content.seen()));
    }
  }

  /** The schema that an id is remembered for, which from now on is this one if there was none. */
  synchronized SchemaState remember(int id, SchemaState schema) {
    SchemaState known = schemas().get(id);
    if (known != null) {
      return known;
    }
    Map<Integer, SchemaState> seen = new TreeMap<>(content.seen());
    seen.put(id, schema);
    write(new Content(content.environment(), seen));
    return schema;
  }

  private Content read() {
    if (!Files.exists(file)) {
      return new Content(null, Map.of());
    }
    try {
      Content read = JSON.readValue(file.toFile(), Content.class);
      return new Content(read.environment(), read.seen() == null ? Map.of() : read.seen());
    } catch (JacksonException e) {
      throw new IllegalStateException(
          "%s cannot be read: %s. Restore it, or delete the instance's data directory, whose content is read again from Kafka"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  /** Where nothing can be written nothing else is kept either that could be mixed up. */
  private void write(Content next) {
    content = next;
    try {
      Files.createDirectories(file.getParent());
      Path temporary = file.resolveSibling(file.getFileName() + ".new");
      Files.write(temporary, JSON.writeValueAsBytes(next));
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      LOG.warn("the environment is not remembered in {}: {}", file, e.toString());
    }
  }
}
