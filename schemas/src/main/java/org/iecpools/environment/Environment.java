package org.iecpools.environment;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The environment that a stack's records were written in, as set-up recorded it.
 *
 * @param id of this installation; never changes
 * @param revision 1 or more; each run of set-up that changes something adds 1
 * @param clusterId of Kafka
 * @param time whose time the data follow
 * @param topics by name
 * @param schemas by the registry's id
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Environment(
    UUID id,
    int revision,
    String clusterId,
    Time time,
    Map<String, TopicState> topics,
    Map<Integer, SchemaState> schemas) {

  /**
   * Takes copies in a fixed order, so that equal environments have equal texts. Nothing is null.
   */
  public Environment {
    Objects.requireNonNull(id);
    Objects.requireNonNull(clusterId);
    Objects.requireNonNull(time);
    topics = new TreeMap<>(topics);
    topics.values().forEach(Objects::requireNonNull);
    schemas = new TreeMap<>(schemas);
    schemas.values().forEach(Objects::requireNonNull);
  }

  /** Whose time the data follow. */
  public enum Time {
    /** The system's clock. */
    REAL,
    /** The ticks of a simulation on {@code iec.clock}. */
    SIMULATED
  }

  /**
   * A topic.
   *
   * @param id that Kafka gave it when it was created; another one after it was deleted and created
   *     again
   * @param partitions 1 or more
   * @param settings those of {@link org.iecpools.events.Topic#settings}
   * @param firstOffsets by partition, where records before this offset are gone and the operator
   *     has accepted that; usually empty
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record TopicState(
      String id, int partitions, Map<String, String> settings, Map<Integer, Long> firstOffsets) {
    /** Takes copies in a fixed order. */
    public TopicState {
      Objects.requireNonNull(id);
      settings = new TreeMap<>(settings);
      firstOffsets = new TreeMap<>(firstOffsets);
    }
  }

  /**
   * A schema that has an id in the registry.
   *
   * @param name full name of the record
   * @param sha256 of the whole schema, in hexadecimal; see {@link Fingerprints}
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record SchemaState(String name, String sha256) {
    /** Both are needed. */
    public SchemaState {
      Objects.requireNonNull(name);
      Objects.requireNonNull(sha256);
    }
  }

  /** Whether the other one differs in more than its revision. */
  boolean sameAs(Environment other) {
    return equals(
        new Environment(
            other.id, revision, other.clusterId, other.time, other.topics, other.schemas));
  }

  /** The same with the next revision number. */
  Environment nextRevision() {
    return new Environment(id, revision + 1, clusterId, time, topics, schemas);
  }
}
