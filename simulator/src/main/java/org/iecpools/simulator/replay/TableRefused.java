package org.iecpools.simulator.replay;

import java.util.List;
import java.util.stream.Collectors;

/** A file is no published table; says everything that is wrong with it. */
public final class TableRefused extends Exception {

  private static final long serialVersionUID = 1;

  private final transient List<Fault> faults;

  TableRefused(List<Fault> faults) {
    super(faults.stream().map(Fault::toString).collect(Collectors.joining("\n")));
    this.faults = List.copyOf(faults);
  }

  /** At least one, by line. */
  public List<Fault> faults() {
    return faults;
  }
}
