package org.iecpools.auditor.published;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.iecpools.auditor.draw.Check;
import org.iecpools.auditor.draw.Claim;
import org.iecpools.transparency.Checkpoint;
import org.iecpools.transparency.Hash;
import org.iecpools.transparency.MerkleProofs;
import org.iecpools.transparency.SignedNote;

/**
 * What a bundle states about the transparency log: where the entries of a round are, and
 * checkpoints with proofs that they include them. It does not show whether the log has further
 * entries of the round.
 *
 * @param entries of the round, in the order of the event log
 * @param indexes of the entries; empty if the bundle states nothing about the log
 * @param checkpoints not verified
 * @param missing why indexes and checkpoints are empty
 */
public record BundledLog(
    List<byte[]> entries, List<Long> indexes, List<Proved> checkpoints, String missing) {

  public BundledLog {
    entries = List.copyOf(entries);
    indexes = List.copyOf(indexes);
    checkpoints = List.copyOf(checkpoints);
  }

  /**
   * A checkpoint and proofs.
   *
   * @param paths of the entries whose index is below the size, in their order
   */
  public record Proved(SignedNote note, List<List<Hash>> paths) {
    public Proved {
      paths = paths.stream().map(List::copyOf).toList();
    }
  }

  /** The checks: LOGGED, and COSIGNED if there are witnesses. */
  public List<Check> checks(Trust trust) {
    Check logged = logged(trust);
    return trust.witnesses().isEmpty() ? List.of(logged) : List.of(logged, cosigned(trust));
  }

  private Check logged(Trust trust) {
    if (indexes.isEmpty()) {
      return Claim.LOGGED.notJudged("the bundle has no proofs of the log: %s", missing);
    }
    List<String> faults = new ArrayList<>();
    for (int i = 1; i < indexes.size(); i++) {
      if (indexes.get(i) <= indexes.get(i - 1)) {
        faults.add("entry %d is not after entry %d".formatted(indexes.get(i), indexes.get(i - 1)));
      }
    }
    checkpoints.forEach(checkpoint -> faults.addAll(faults(checkpoint, trust)));
    long last = indexes.stream().mapToLong(Long::longValue).max().orElseThrow();
    boolean isComplete =
        checkpoints.stream().anyMatch(it -> Checkpoint.parse(it.note().text()).size() > last);
    if (!isComplete) {
      faults.add("no checkpoint of the bundle includes all entries of the round");
    }
    return faults.isEmpty()
        ? Claim.LOGGED.holds(
            "entries %s of the log, in %d checkpoints",
            String.join(", ", indexes.stream().map(String::valueOf).toList()), checkpoints.size())
        : Claim.LOGGED.broken("%s", String.join("; ", faults));
  }

  private List<String> faults(Proved proved, Trust trust) {
    Checkpoint checkpoint = Checkpoint.parse(proved.note().text());
    List<String> faults = new ArrayList<>();
    if (!isSigned(proved, trust)) {
      faults.add(
          "the checkpoint of size %d is not signed with the key %s"
              .formatted(checkpoint.size(), trust.log().vkey()));
    }
    int[] included =
        IntStream.range(0, indexes.size())
            .filter(i -> indexes.get(i) < checkpoint.size())
            .toArray();
    if (included.length != proved.paths().size()) {
      faults.add(
          "the checkpoint of size %d has %d proofs for %d entries"
              .formatted(checkpoint.size(), proved.paths().size(), included.length));
      return faults;
    }
    for (int i = 0; i < included.length; i++) {
      long index = indexes.get(included[i]);
      Hash leaf = Hash.leaf(entries.get(included[i]));
      if (!MerkleProofs.includes(
          index, leaf, checkpoint.size(), checkpoint.root(), proved.paths().get(i))) {
        faults.add(
            "entry %d is not in the checkpoint of size %d".formatted(index, checkpoint.size()));
      }
    }
    return faults;
  }

  private static boolean isSigned(Proved proved, Trust trust) {
    return proved.note().status(trust.log()) == SignedNote.Status.VALID
        && Checkpoint.parse(proved.note().text()).origin().equals(trust.log().name());
  }

  private Check cosigned(Trust trust) {
    if (indexes.isEmpty()) {
      return Claim.COSIGNED.notJudged("the bundle has no proofs of the log: %s", missing);
    }
    List<LogEntry> parsed = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      LogEntry.parse(indexes.get(i), entries.get(i)).ifPresent(parsed::add);
    }
    List<Cosignatures> valid =
        checkpoints.stream()
            .filter(it -> faults(it, trust).isEmpty())
            .map(it -> Cosignatures.of(it.note(), trust))
            .toList();
    return CosignedCheck.of(parsed, valid, trust);
  }
}
