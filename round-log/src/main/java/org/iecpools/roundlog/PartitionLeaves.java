package org.iecpools.roundlog;

import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.iecpools.kafka.Topics;
import org.iecpools.transparency.Hash;

/**
 * The entries of one partition, to compare them with Kafka when the topic is read from its first
 * record.
 */
final class PartitionLeaves {

  private final int partition;
  private final NavigableMap<Long, Hash> byOffset = new TreeMap<>();

  /** The last offset that was compared; everything up to it is known to be the same. */
  private long compared = -1;

  PartitionLeaves(int partition) {
    this.partition = partition;
  }

  void add(Leaf leaf) {
    if (byOffset.put(leaf.offset(), Hash.leaf(leaf.bytes())) != null) {
      throw new RoundLogFailed("the log has two entries for " + leaf.position());
    }
  }

  /** Adds an entry that was appended from the record that is read now. */
  void addCompared(Leaf leaf) {
    add(leaf);
    compared = leaf.offset();
  }

  /** The offset of the last entry; -1 if there is none. */
  long last() {
    return byOffset.isEmpty() ? -1 : byOffset.lastKey();
  }

  /**
   * Compares a record with the entries.
   *
   * @param leaf what the record would be appended as; empty if not at all
   * @return whether the record is one to append
   * @throws RoundLogFailed if the record differs from its entry, or there are entries before it
   *     whose records are gone
   */
  boolean isNew(long offset, Optional<Leaf> leaf) {
    Map.Entry<Long, Hash> next = byOffset.ceilingEntry(compared + 1);
    if (next != null && next.getKey() < offset) {
      throw rewritten("the record at offset %d is gone".formatted(next.getKey()));
    }
    if (offset > last()) {
      return leaf.isPresent();
    }
    Hash logged = byOffset.get(offset);
    Optional<Hash> found = leaf.map(it -> Hash.leaf(it.bytes()));
    if (!Optional.ofNullable(logged).equals(found)) {
      throw rewritten(
          logged == null
              ? "there is an event of a round at offset %d that was not there before"
                  .formatted(offset)
              : "the record at offset %d is not the one that was logged".formatted(offset));
    }
    compared = Math.max(compared, offset);
    return false;
  }

  /**
   * Checks that the partition has not become shorter.
   *
   * @param end the offset after the last record that can be read
   */
  void checkEnd(long end) {
    if (end <= last()) {
      throw rewritten(
          "it ends before offset %d, but the record at offset %d was logged"
              .formatted(end, last()));
    }
  }

  private RoundLogFailed rewritten(String how) {
    return new RoundLogFailed(
        ("%s-%d on Kafka has been rewritten: %s. Nothing was appended. Restore Kafka's log if it was"
                + " damaged. Otherwise keep this log as evidence, and begin another one with its own"
                + " --data and --name")
            .formatted(Topics.ROUNDS.name(), partition, how));
  }
}
