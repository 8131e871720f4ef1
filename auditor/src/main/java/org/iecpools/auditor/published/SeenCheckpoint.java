package org.iecpools.auditor.published;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.iecpools.auditor.AuditFailed;
import org.iecpools.transparency.Checkpoint;
import org.iecpools.transparency.Malformed;
import org.iecpools.transparency.NoteKey;
import org.iecpools.transparency.SignedNote;

/**
 * The checkpoint that the last verification has seen, in a file. It contains nothing else, so it
 * can be given to others as evidence.
 */
public final class SeenCheckpoint {

  private SeenCheckpoint() {}

  /**
   * Reads the file; empty if it does not exist.
   *
   * @throws AuditFailed if it cannot be read, or is not a checkpoint of the log
   */
  public static Optional<SignedNote> read(Path file, NoteKey log) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      SignedNote note = SignedNote.parse(Files.readAllBytes(file));
      if (note.status(log) != SignedNote.Status.VALID
          || !Checkpoint.parse(note.text()).origin().equals(log.name())) {
        throw new AuditFailed(
            "%s is not a checkpoint of the log %s; use another file for another log"
                .formatted(file, log.name()));
      }
      return Optional.of(note);
    } catch (IOException | Malformed e) {
      throw new AuditFailed("%s cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  /**
   * Replaces the file.
   *
   * @throws AuditFailed if it cannot be written
   */
  public static void write(Path file, SignedNote note) {
    Path next = file.resolveSibling(file.getFileName() + ".tmp");
    try {
      Files.write(next, note.bytes());
      Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new AuditFailed("%s cannot be written: %s".formatted(file, e.getMessage()), e);
    }
  }
}
