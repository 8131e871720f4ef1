package org.iecpools.roundlog;

import java.time.Instant;
import org.iecpools.transparency.Checkpoint;

/** Something that happened to the log, for its operator. */
public sealed interface RoundLogEvent {

  /**
   * Entries were appended and published.
   *
   * @param checkpoint the new one
   */
  record Appended(Checkpoint checkpoint) implements RoundLogEvent {}

  /** A witness has cosigned a checkpoint, at the time that it states. */
  record Cosigned(String witness, long size, Instant time) implements RoundLogEvent {}

  /**
   * A witness has not cosigned the last checkpoint. Reported when the reason changes.
   *
   * @param reason one sentence; may quote the witness, without control characters
   */
  record NotCosigned(String witness, long size, String reason) implements RoundLogEvent {}

  /**
   * A witness has cosigned more entries than the log has: an old copy of the log was restored, or
   * somebody else signs with its key.
   */
  record RolledBack(String witness, long witnessedSize, long size) implements RoundLogEvent {}

  /** Everything on Kafka is in the log for now. */
  record CaughtUp(long size) implements RoundLogEvent {}

  /**
   * Kafka or the registry does not answer. The log continues when it does. Reported when the reason
   * changes.
   */
  record Waiting(String reason) implements RoundLogEvent {}
}
