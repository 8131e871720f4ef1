package org.iecpools.transparency;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A log that a witness cosigns.
 *
 * @param origin the first line of its checkpoints
 * @param keys one or more; a checkpoint has to be signed with one of them
 */
public record WitnessedLog(String origin, List<NoteKey> keys) {

  public WitnessedLog {
    keys = List.copyOf(keys);
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("a log needs a key");
    }
    for (NoteKey key : keys) {
      if (key.type() != KeyType.ED25519) {
        throw new Malformed("%s is the key of a witness, not of a log".formatted(key));
      }
    }
  }

  /** The name of the log in paths and files: the hash of its origin. */
  public String id() {
    return Hash.sha256(origin.getBytes(StandardCharsets.UTF_8)).hex();
  }
}
