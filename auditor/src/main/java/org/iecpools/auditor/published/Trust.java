package org.iecpools.auditor.published;

import java.util.List;
import org.iecpools.transparency.NoteKey;

/**
 * Which log is verified, and which witnesses are believed.
 *
 * @param log its verifier key, whose name is the origin
 * @param witnesses different ones; may be empty, then no cosignature is checked
 * @param threshold how many of them have to confirm an entry
 */
public record Trust(NoteKey log, List<NoteKey> witnesses, int threshold) {
  public Trust {
    witnesses = List.copyOf(witnesses);
    if (threshold < 0 || threshold > witnesses.size()) {
      throw new IllegalArgumentException(
          "%d of %d witnesses cannot confirm an entry".formatted(threshold, witnesses.size()));
    }
  }
}
