package org.iecpools.kit.web;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.springframework.http.HttpStatus;

/** Collects the faults of one request, so that one response reports all of them. */
public final class Faults {

  private final List<Fault> faults = new ArrayList<>();

  /**
   * Records a fault.
   *
   * @param pointer JSON pointer into the body or name of a parameter or header; empty for the whole
   *     request
   * @param detail a sentence: what is wrong and what would be right
   */
  public void add(String pointer, FaultCode code, String detail) {
    faults.add(new Fault(pointer, code, detail));
  }

  /** Records faults. */
  public void addAll(Collection<Fault> more) {
    faults.addAll(more);
  }

  /** Whether no fault has been recorded so far. */
  public boolean isEmpty() {
    return faults.isEmpty();
  }

  /** The faults so far, in the order in which they were recorded. */
  public List<Fault> all() {
    return List.copyOf(faults);
  }

  /**
   * Rejects the request if there are faults.
   *
   * @param title what kind of problem it is
   * @throws Problem with all faults
   */
  public void throwIfAny(HttpStatus status, String title) {
    if (!faults.isEmpty()) {
      throw new Problem(status, title, faults);
    }
  }
}
