package org.iecpools.auditor.published;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.iecpools.transparency.SignedNote;

/**
 * A transparency log as it was read, and what others have seen of it.
 *
 * @param trust what it was read for
 * @param latest the checkpoint, signed by the log, to which the entries belong
 * @param kept earlier checkpoints that the log keeps, in any order; not verified
 * @param views what witnesses serve
 * @param seen the checkpoint of an earlier verification, signed by the log
 */
public record PublishedLog(
    Trust trust,
    SignedNote latest,
    List<byte[]> entries,
    List<SignedNote> kept,
    List<WitnessView> views,
    Optional<SignedNote> seen) {

  public PublishedLog {
    entries = List.copyOf(entries);
    kept = List.copyOf(kept);
    views = List.copyOf(views);
  }

  /** The entries, without those that are not events of rounds. */
  List<LogEntry> parsed() {
    List<LogEntry> parsed = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      LogEntry.parse(i, entries.get(i)).ifPresent(parsed::add);
    }
    return parsed;
  }

  /** The entries of each round, in the order of the log. */
  Map<UUID, List<LogEntry>> byRound() {
    Map<UUID, List<LogEntry>> rounds = new HashMap<>();
    parsed()
        .forEach(
            entry -> rounds.computeIfAbsent(entry.roundId(), _ -> new ArrayList<>()).add(entry));
    return rounds;
  }

  /** The number of entries. */
  public long size() {
    return entries.size();
  }
}
