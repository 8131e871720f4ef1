package org.iecpools.auditor.published;

import org.iecpools.transparency.NoteKey;
import org.iecpools.transparency.SignedNote;

/** What a witness itself serves for the log. */
public sealed interface WitnessView {

  NoteKey witness();

  /** The checkpoint that it cosigned last. Signatures are not verified. */
  record Shown(NoteKey witness, SignedNote note) implements WitnessView {}

  /**
   * There was no checkpoint.
   *
   * @param reason one sentence
   */
  record Missing(NoteKey witness, String reason) implements WitnessView {}
}
