package org.iecpools.stats.stream;

import org.iecpools.stats.stream.ChangeLog.Slice;

/** Reads changes that the window in memory no longer has; tests read them from memory. */
public interface OlderChanges {

  /** The topic no longer has all changes from a position on. */
  final class Gone extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * @param first the first position that the topic still has
     */
    public Gone(long first) {
      super("the topic begins at " + first);
    }
  }

  /**
   * Changes from a position on, at least one record unless the topic ends.
   *
   * @param most maximum number of records to read
   * @throws Gone if the topic begins later
   */
  Slice from(long position, int most) throws Gone;

  /** The position after the last record of the topic. */
  long end();
}
