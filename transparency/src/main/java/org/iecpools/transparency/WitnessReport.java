package org.iecpools.transparency;

import java.time.Instant;

/** What became of a checkpoint at one witness. */
public sealed interface WitnessReport {

  /** The witness has cosigned the checkpoint. */
  record Cosigned(NoteSignature cosignature, Instant time) implements WitnessReport {}

  /**
   * The witness has cosigned a larger checkpoint of this log: the log was rolled back, or somebody
   * else signs with its key.
   */
  record Ahead(long size) implements WitnessReport {}

  /**
   * The witness refused the checkpoint. 422 means that it is not a continuation of what the witness
   * has seen: a split view, unless the proof is wrong.
   *
   * @param status of HTTP
   * @param reason of the witness, untrusted and cut
   */
  record Refused(int status, String reason) implements WitnessReport {}

  /** The witness answered something that the protocol does not allow. */
  record Faulty(String reason) implements WitnessReport {}

  /** There was no answer in time. */
  record Unreachable(String reason) implements WitnessReport {}
}
