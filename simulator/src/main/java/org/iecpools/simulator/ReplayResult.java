package org.iecpools.simulator;

import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import org.iecpools.events.PoolId;
import org.iecpools.simulator.replay.Column;

/**
 * How a replay ended.
 *
 * @param compared stated cells, each with what the dashboard shows as of its day; by day, pool and
 *     column
 * @param blank cells of the file's rows in which nothing is stated
 * @param problems what the services did that the plan does not foresee, in sentences
 * @param candidates who submitted a profile
 * @param invitations issued
 * @param lois issued, those cancelled since included
 * @param events sent by upstream
 * @param elapsed by the wall's clock
 */
public record ReplayResult(
    List<Compared> compared,
    int blank,
    List<String> problems,
    int candidates,
    int invitations,
    int lois,
    long events,
    Duration elapsed) {

  /** How a cell came out. */
  public enum Outcome {
    /** The dashboard shows what was published. */
    REACHED,
    /** No lawful history reaches it, and the dashboard shows what the plan has instead. */
    UNREACHABLE,
    /** The dashboard shows something else. */
    DIFFERENT
  }

  /**
   * A cell.
   *
   * @param line of the file
   * @param published as the dashboard would say it
   * @param shown by the dashboard; empty if it has no such row
   * @param reason why it cannot be reached; null where it can
   */
  public record Compared(
      PoolId pool,
      LocalDate asOf,
      Column column,
      long line,
      String published,
      String shown,
      Outcome outcome,
      String reason) {}

  /** Takes copies. */
  public ReplayResult {
    compared = List.copyOf(compared);
    problems = List.copyOf(problems);
  }

  /** The cells that came out so. */
  public List<Compared> cells(Outcome outcome) {
    return compared.stream().filter(cell -> cell.outcome() == outcome).toList();
  }

  /** Whether every cell that can be reached was, and nothing unforeseen happened. */
  public boolean reached() {
    return cells(Outcome.DIFFERENT).isEmpty() && problems.isEmpty();
  }

  /** 0 when everything that can be reached was, else 1. */
  public int exitStatus() {
    return reached() ? 0 : 1;
  }
}
