package org.iecpools.environment;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The environment that a stack's records belong to, as recorded by set-up.
 *
 * @param id of this installation; never changes
 * @param revision 1 or more; incremented by each run of set-up that changes something
 * @param clusterId of the Kafka cluster
 * @param time source of the time in the data
 * @param topics by name
 * @param schemas by id in the registry
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
   * Copies the maps in a fixed order, so that equal environments have equal JSON. No component may
   * be null.
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

  /** Source of the time in a stack's data. */
  public enum Time {
    /** The system's clock. */
    REAL,
    /** The ticks of a simulation on {@code iec.clock}. */
    SIMULATED
  }

  /**
   * State of a topic.
   *
   * @param id assigned by Kafka when the topic was created; differs if the topic is deleted and
   *     created again
   * @param partitions 1 or more
   * @param settings the keys of {@link org.iecpools.kafka.Topic#settings}
   * @param firstOffsets by partition, first offset where earlier records are gone and the operator
   *     has accepted that; usually empty
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record TopicState(
      String id, int partitions, Map<String, String> settings, Map<Integer, Long> firstOffsets) {
    /** Copies the maps in a fixed order. */
    public TopicState {
      Objects.requireNonNull(id);
      settings = new TreeMap<>(settings);
      firstOffsets = new TreeMap<>(firstOffsets);
    }
  }

  /**
   * A schema with an id in the registry.
   *
   * @param name full name of the record
   * @param sha256 of the schema's JSON, in hexadecimal; see {@link Fingerprints}
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record SchemaState(String name, String sha256) {
    /** Rejects null. */
    public SchemaState {
      Objects.requireNonNull(name);
      Objects.requireNonNull(sha256);
    }
  }

  /** Whether another environment is equal except for its revision. */
  boolean sameAs(Environment other) {
    return equals(
        new Environment(
            other.id, revision, other.clusterId, other.time, other.topics, other.schemas));
  }

  /** A copy with the next revision. */
  Environment nextRevision() {
    return new Environment(id, revision + 1, clusterId, time, topics, schemas);
  }
}
