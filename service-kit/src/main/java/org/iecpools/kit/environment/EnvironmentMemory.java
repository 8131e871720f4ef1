package org.iecpools.kit.environment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.iecpools.environment.Environment;
import org.iecpools.environment.Environment.SchemaState;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * This instance's own copy of the environment, stored next to its state. It is needed to detect a
 * different cluster that has an environment record of its own. It also contains schemas that this
 * instance has used and set-up did not register.
 */
final class EnvironmentMemory {

  private static final Logger LOG = LoggerFactory.getLogger(EnvironmentMemory.class);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /**
   * Content of the file.
   *
   * @param environment in which this instance worked last
   * @param seen schemas by id that set-up did not register
   */
  private record Content(@Nullable Environment environment, Map<Integer, SchemaState> seen) {}

  private final Path file;
  private Content content;

  /**
   * @param directory the instance's data directory; created if missing
   * @throws IllegalStateException if the file exists but cannot be read
   */
  EnvironmentMemory(Path directory) {
    this.file = directory.resolve("environment.json");
    this.content = read();
  }

  Path file() {
    return file;
  }

  /** The environment in which this instance worked last; empty on its first start. */
  synchronized Optional<Environment> environment() {
    return Optional.ofNullable(content.environment());
  }

  /** All known schemas by id. */
  synchronized Map<Integer, SchemaState> schemas() {
    Map<Integer, SchemaState> all = new TreeMap<>(content.seen());
    environment().ifPresent(known -> all.putAll(known.schemas()));
    return all;
  }

  /**
   * Whether a later revision of the environment assigns known ids to other schemas, which means
   * that the operator has accepted that.
   */
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

  /** Returns the known schema of an id. If there is none, stores the given one and returns it. */
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

  /**
   * A failure to write is only logged: if this file cannot be written, the instance keeps no other
   * local data either that could belong to a different environment.
   */
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
