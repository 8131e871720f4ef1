package org.iecpools.environment;

/**
 * A difference between what is remembered and what is there.
 *
 * @param kind of difference
 * @param subject what differs: a topic, a schema, the cluster
 * @param remembered what was recorded, in words
 * @param found what is there now, in words
 * @param wayOut what an operator can do, in sentences
 */
public record Finding(Kind kind, String subject, String remembered, String found, String wayOut) {

  /** When a difference keeps a service from working. */
  public enum Severity {
    /** At the start and while it runs: what it would count from now on may be wrong. */
    ALWAYS,
    /** At the start only: a running service is not affected yet. */
    AT_START,
    /** Never: it is reported. */
    REPORTED
  }

  /** Kinds of differences. */
  public enum Kind {
    /** There is no record of the environment, or this version needs a topic that is not in it. */
    NOT_SET_UP(Severity.ALWAYS),
    /** This instance has worked with another installation or with a later state of this one. */
    OTHER_ENVIRONMENT(Severity.ALWAYS),
    /** The record was written in another cluster. */
    OTHER_CLUSTER(Severity.ALWAYS),
    /** The set-up was changed since this service started, and it must start again. */
    SET_UP_CHANGED(Severity.ALWAYS),
    /** {@code iec.clock} exists on a stack whose time is real. */
    CLOCK_TOPIC(Severity.AT_START),
    /** A topic is gone. */
    TOPIC_MISSING(Severity.ALWAYS),
    /** A topic was deleted and created again. */
    TOPIC_RECREATED(Severity.ALWAYS),
    /** A topic has another number of partitions. */
    PARTITIONS(Severity.ALWAYS),
    /** A topic has other settings, such as a retention time. */
    SETTINGS(Severity.ALWAYS),
    /** Records were deleted from a topic that keeps all of them. */
    RECORDS_DELETED(Severity.ALWAYS),
    /** The registry gives a schema id to another schema. */
    SCHEMA_ID_REASSIGNED(Severity.ALWAYS),
    /** The registry does not know a schema id that records carry. */
    SCHEMA_ID_UNKNOWN(Severity.AT_START),
    /** A subject of ours is gone from the registry. */
    SUBJECT_MISSING(Severity.REPORTED),
    /** A subject of ours was altered in the registry. */
    SUBJECT_ALTERED(Severity.REPORTED);

    private final Severity severity;

    Kind(Severity severity) {
      this.severity = severity;
    }

    /** When it keeps a service from working. */
    public Severity severity() {
      return severity;
    }
  }

  /** Both sides, without the way out. */
  public String difference() {
    return "%s: remembered: %s; found: %s".formatted(subject, remembered, found);
  }

  @Override
  public String toString() {
    return difference() + ". " + wayOut;
  }
}
