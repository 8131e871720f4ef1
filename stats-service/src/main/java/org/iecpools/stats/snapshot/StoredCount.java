package org.iecpools.stats.snapshot;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.iecpools.stats.domain.PoolIndex;
import org.iecpools.stats.domain.Tally;

/** The count of a partition as it was stored. */
public final class StoredCount {

  private final long next;
  private final List<FactFile.Checked> files;
  private final byte[] image;

  StoredCount(long next, List<FactFile.Checked> files, byte[] image) {
    this.next = next;
    this.files = files;
    this.image = image;
  }

  /** Offset of the first record that is not included. */
  public long next() {
    return next;
  }

  /**
   * Restores the count into a tally, which must be empty.
   *
   * @param pools the tally's index of pools
   * @throws IOException if the content is malformed; the tally is then unusable
   */
  public void restore(Tally tally, PoolIndex pools) throws IOException {
    List<FactFile> facts = new ArrayList<>();
    for (FactFile.Checked file : files) {
      facts.add(file.facts(pools));
    }
    tally.restore(facts, files.stream().map(FactFile.Checked::sums).toList(), image);
  }
}
