package org.iecpools.auditor.published;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.iecpools.auditor.AuditFailed;
import org.iecpools.transparency.Checkpoint;
import org.iecpools.transparency.Malformed;
import org.iecpools.transparency.NoteKey;
import org.iecpools.transparency.SignedNote;
import org.iecpools.transparency.TileLog;
import org.iecpools.transparency.TileReader;
import org.iecpools.transparency.TileSource;
import org.iecpools.transparency.TransparencyFailed;
import org.iecpools.transparency.WitnessedLog;

/** Reads a transparency log, from a directory or over HTTP, and what witnesses serve of it. */
public final class PublishedLogReader {

  /** More events than rounds of many years have; all are in memory. */
  private static final long MAX_ENTRIES = 1_000_000;

  /** How many sizes after a seal are tried for checkpoints that were cosigned later. */
  private static final int MAX_LATER = 256;

  private final TileSource source;
  private final Trust trust;
  private final Map<Long, Optional<SignedNote>> kept = new HashMap<>();
  private final Map<Long, Cosignatures> cosignatures = new HashMap<>();

  private PublishedLogReader(TileSource source, Trust trust) {
    this.source = source;
    this.trust = trust;
  }

  /**
   * Reads the log, its entries and the checkpoints that show when its seals were cosigned.
   *
   * @param views what witnesses serve, read before
   * @param seen the checkpoint of an earlier verification
   * @throws AuditFailed if the log cannot be read, is not signed by its key, or its entries are not
   *     those of its checkpoint
   */
  public static PublishedLog read(
      TileSource source, Trust trust, List<WitnessView> views, Optional<SignedNote> seen) {
    try {
      return new PublishedLogReader(source, trust).read(views, seen);
    } catch (IOException | UncheckedIOException | Malformed | TransparencyFailed e) {
      throw new AuditFailed("the transparency log could not be read: " + e.getMessage(), e);
    }
  }

  private PublishedLog read(List<WitnessView> views, Optional<SignedNote> seen) throws IOException {
    SignedNote latest = TileReader.checkpoint(source);
    Checkpoint checkpoint = Checkpoint.parse(latest.text());
    if (latest.status(trust.log()) != SignedNote.Status.VALID
        || !checkpoint.origin().equals(trust.log().name())) {
      throw new AuditFailed(
          "the checkpoint of the transparency log is not signed with the key "
              + trust.log().vkey());
    }
    if (checkpoint.size() > MAX_ENTRIES) {
      throw new AuditFailed(
          "the transparency log has %,d entries; at most %,d are read"
              .formatted(checkpoint.size(), MAX_ENTRIES));
    }
    List<byte[]> entries = new TileReader(source, checkpoint).entries();
    if (!trust.witnesses().isEmpty()) {
      readCheckpointsOfSeals(entries, latest);
      readAConfirmedOne(latest, checkpoint.size());
    }
    return new PublishedLog(
        trust,
        latest,
        entries,
        kept.values().stream().flatMap(Optional::stream).toList(),
        views,
        seen);
  }

  private void readCheckpointsOfSeals(List<byte[]> entries, SignedNote latest) throws IOException {
    Cosignatures last = Cosignatures.of(latest, trust);
    for (int i = 0; i < entries.size(); i++) {
      Optional<Instant> at =
          LogEntry.parse(i, entries.get(i))
              .filter(entry -> entry.type().equals(LogEntry.SEAL))
              .flatMap(LogEntry::beaconAt);
      if (at.isPresent()) {
        readUntilConfirmed(i, at.get(), Math.min(entries.size(), i + 1L + MAX_LATER), last);
      }
    }
  }

  /** The first checkpoint with a seal has the next size. Later ones may have more cosignatures. */
  private void readUntilConfirmed(long seal, Instant before, long end, Cosignatures last)
      throws IOException {
    Confirmations confirmations = Confirmations.of(seal, List.of(last), trust);
    for (long size = seal + 1; size <= end && !confirmations.isEnoughBefore(before); size++) {
      kept(size).ifPresent(confirmations::add);
    }
  }

  /** If the last checkpoint has not enough cosignatures yet, the one before probably has. */
  private void readAConfirmedOne(SignedNote latest, long size) throws IOException {
    Confirmations confirmations =
        Confirmations.of(0, List.of(Cosignatures.of(latest, trust)), trust);
    long end = Math.max(0, size - MAX_LATER);
    for (long earlier = size - 1; earlier > end && !confirmations.isEnough(); earlier--) {
      kept(earlier).ifPresent(confirmations::add);
    }
  }

  /** The cosignatures of the checkpoint that the log keeps for a size; empty if it keeps none. */
  private Optional<Cosignatures> kept(long size) throws IOException {
    if (!kept.containsKey(size)) {
      Optional<SignedNote> note = source.read(TileLog.kept(size)).map(SignedNote::parse);
      if (note.isPresent() && Checkpoint.parse(note.get().text()).size() != size) {
        throw new AuditFailed(
            "the transparency log keeps a checkpoint of another size as " + TileLog.kept(size));
      }
      kept.put(size, note);
      note.ifPresent(it -> cosignatures.put(size, Cosignatures.of(it, trust)));
    }
    return Optional.ofNullable(cosignatures.get(size));
  }

  /**
   * Reads what a witness serves of a log.
   *
   * @param source the address of the witness
   */
  public static WitnessView view(TileSource source, NoteKey witness, NoteKey log) {
    String path = new WitnessedLog(log.name(), List.of(log)).id() + "/checkpoint";
    try {
      return source
          .read(path)
          .<WitnessView>map(note -> new WitnessView.Shown(witness, parsed(note)))
          .orElseGet(() -> new WitnessView.Missing(witness, "it has not cosigned the log"));
    } catch (IOException e) {
      return new WitnessView.Missing(witness, "it does not answer: " + e.getMessage());
    } catch (Malformed e) {
      return new WitnessView.Missing(witness, "it serves no checkpoint: " + e.getMessage());
    }
  }

  private static SignedNote parsed(byte[] note) {
    SignedNote parsed = SignedNote.parse(note);
    Checkpoint _ = Checkpoint.parse(parsed.text());
    return parsed;
  }
}
