package org.iecpools.transparency;

import java.nio.file.Path;
import java.time.Instant;

/** Something that a witness did, for its operator. */
public sealed interface WitnessEvent {

  /** A checkpoint was cosigned. */
  record Cosigned(Checkpoint checkpoint, Instant time) implements WitnessEvent {}

  /**
   * A request was refused.
   *
   * @param origin the log; empty if the request has none that is known
   * @param status of HTTP
   */
  record Refused(String origin, int status, String reason) implements WitnessEvent {}

  /**
   * A log has signed two trees of the same size: the proof of a split view.
   *
   * @param evidence the file with both notes
   */
  record SplitView(String origin, long size, Path evidence) implements WitnessEvent {}
}
