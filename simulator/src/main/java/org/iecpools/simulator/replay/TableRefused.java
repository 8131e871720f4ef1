package org.iecpools.simulator.replay;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Thrown if a file is not a valid published table; contains the first faults and their total
 * number.
 */
public final class TableRefused extends Exception {

  private static final long serialVersionUID = 1;

  /**
   * Maximum number of faults kept, because a file may have a fault in each of millions of lines.
   */
  static final int KEPT = 1000;

  private final transient List<TableFault> faults;
  private final int total;

  TableRefused(List<TableFault> faults) {
    this(faults, faults.size());
  }

  /**
   * @param faults the first faults
   * @param total total number of faults
   */
  TableRefused(List<TableFault> faults, int total) {
    super(faults.stream().map(TableFault::toString).collect(Collectors.joining("\n")));
    this.faults = List.copyOf(faults);
    this.total = total;
  }

  /** Total number of faults, 1 or more. */
  public int total() {
    return total;
  }

  /** The first faults, at least one and at most 1,000, by line. */
  public List<TableFault> faults() {
    return faults;
  }
}
