package org.iecpools.transparency;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The checkpoint of one log that a witness cosigned last, in a file: the note with the signatures
 * of the log and of the witness. The file is what the witness serves to monitors.
 */
final class WitnessState {

  /** Only the holder of the log's key can cause these files. */
  private static final int MAX_EVIDENCE_FILES = 1000;

  private static final int NAME_CHARACTERS = 16;

  private final WitnessedLog log;
  private final NoteKey witness;
  private final Path directory;
  private final DurableFiles files;

  WitnessState(WitnessedLog log, NoteKey witness, Path directory, DurableFiles files) {
    this.log = log;
    this.witness = witness;
    this.directory = directory;
    this.files = files;
  }

  /**
   * Reads the file.
   *
   * @throws TransparencyFailed if it is damaged. To begin again could sign a second view.
   */
  Optional<SignedNote> read() throws IOException {
    Path file = file();
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      SignedNote note = SignedNote.parse(Files.readAllBytes(file));
      if (note.status(witness) != SignedNote.Status.VALID
          || !Checkpoint.parse(note.text()).origin().equals(log.origin())) {
        throw new Malformed("it is not a checkpoint of the log that this witness has cosigned");
      }
      return Optional.of(note);
    } catch (Malformed e) {
      throw new TransparencyFailed(
          "%s is damaged: %s. Restore it; without it, the witness might sign a second view"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  void write(SignedNote note) throws IOException {
    files.write(file(), note.bytes());
  }

  private Path file() {
    return directory.resolve("checkpoint");
  }

  /** Keeps two notes of the same size and different roots. The same pair is written once. */
  Optional<Path> keepEvidence(SignedNote cosigned, SignedNote other, Instant now)
      throws IOException {
    Checkpoint checkpoint = Checkpoint.parse(other.text());
    String name =
        "split-view-%d-%s.txt"
            .formatted(checkpoint.size(), checkpoint.root().hex().substring(0, NAME_CHARACTERS));
    Path file = directory.resolve(name);
    if (Files.exists(file)) {
      return Optional.of(file);
    }
    if (evidenceFiles() >= MAX_EVIDENCE_FILES) {
      return Optional.empty();
    }
    String text =
        """
        The log %s has signed two trees of size %d.

        === cosigned by this witness
        %s
        === refused at %s
        %s"""
            .formatted(log.origin(), checkpoint.size(), cosigned, now, other);
    files.write(file, text.getBytes(StandardCharsets.UTF_8));
    return Optional.of(file);
  }

  private long evidenceFiles() throws IOException {
    if (!Files.isDirectory(directory)) {
      return 0;
    }
    try (Stream<Path> all = Files.list(directory)) {
      return all.filter(file -> file.getFileName().toString().startsWith("split-view-")).count();
    }
  }
}
