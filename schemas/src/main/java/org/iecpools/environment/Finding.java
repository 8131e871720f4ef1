package org.iecpools.environment;

/**
 * A difference between the recorded environment and the current one.
 *
 * @param kind of difference
 * @param subject what differs: a topic, a schema or the cluster
 * @param remembered the recorded state, as text
 * @param found the current state, as text
 * @param wayOut what an operator can do, in sentences
 */
public record Finding(Kind kind, String subject, String remembered, String found, String wayOut) {

  /** When a difference prevents a service from working. */
  public enum Severity {
    /** At startup and at runtime, because later counts could be wrong. */
    ALWAYS,
    /** At startup only; a running service is not affected yet. */
    AT_START,
    /** Never; the difference is only reported. */
    REPORTED
  }

  /** Kinds of differences. */
  public enum Kind {
    /** There is no environment record, or this version needs a topic that is not in it. */
    NOT_SET_UP(Severity.ALWAYS),
    /** This instance has worked with another installation or with a later revision of this one. */
    OTHER_ENVIRONMENT(Severity.ALWAYS),
    /** The environment record was written in another cluster. */
    OTHER_CLUSTER(Severity.ALWAYS),
    /** The set-up has changed since this service started; the service must restart. */
    SET_UP_CHANGED(Severity.ALWAYS),
    /** {@code iec.clock} exists on a stack in real time. */
    CLOCK_TOPIC(Severity.AT_START),
    /** A topic does not exist any more. */
    TOPIC_MISSING(Severity.ALWAYS),
    /** A topic was deleted and created again. */
    TOPIC_RECREATED(Severity.ALWAYS),
    /** The number of partitions of a topic has changed. */
    PARTITIONS(Severity.ALWAYS),
    /** Settings of a topic have changed, such as its retention time. */
    SETTINGS(Severity.ALWAYS),
    /** Records were deleted from a topic that keeps all of them. */
    RECORDS_DELETED(Severity.ALWAYS),
    /** A schema id stands for another schema in the registry. */
    SCHEMA_ID_REASSIGNED(Severity.ALWAYS),
    /** The registry does not know a recorded schema id. */
    SCHEMA_ID_UNKNOWN(Severity.AT_START),
    /** A subject of this system is missing in the registry. */
    SUBJECT_MISSING(Severity.REPORTED),
    /** A subject of this system was altered in the registry. */
    SUBJECT_ALTERED(Severity.REPORTED);

    private final Severity severity;

    Kind(Severity severity) {
      this.severity = severity;
    }

    /** When this kind of difference prevents a service from working. */
    public Severity severity() {
      return severity;
    }
  }

  /** The recorded and the current state, without the remedy. */
  public String difference() {
    return "%s: remembered: %s; found: %s".formatted(subject, remembered, found);
  }

  @Override
  public String toString() {
    return difference() + ". " + wayOut;
  }
}
