package org.iecpools.auditor.published;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.iecpools.transparency.Checkpoint;
import org.iecpools.transparency.NoteKey;
import org.iecpools.transparency.SignedNote;

/**
 * The verified cosignatures of one checkpoint.
 *
 * @param size of the checkpoint
 * @param times the earliest valid cosignature of each trusted witness that has one
 * @param invalid a sentence for each cosignature that is not valid
 */
record Cosignatures(long size, Map<NoteKey, Instant> times, List<String> invalid) {

  Cosignatures {
    times = Map.copyOf(times);
    invalid = List.copyOf(invalid);
  }

  static Cosignatures of(SignedNote note, Trust trust) {
    long size = Checkpoint.parse(note.text()).size();
    Map<NoteKey, Instant> times = new LinkedHashMap<>();
    List<String> invalid = new ArrayList<>();
    for (NoteKey witness : trust.witnesses()) {
      switch (note.status(witness)) {
        case VALID ->
            note.signaturesOf(witness).stream()
                .map(witness::timeOf)
                .min(Instant::compareTo)
                .ifPresent(time -> times.put(witness, time));
        case INVALID ->
            invalid.add(
                "the cosignature of %s at size %d is invalid".formatted(witness.name(), size));
        case ABSENT -> {}
      }
    }
    return new Cosignatures(size, times, invalid);
  }
}
