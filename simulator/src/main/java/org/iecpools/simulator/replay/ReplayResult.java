package org.iecpools.simulator.replay;

import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import org.iecpools.events.PoolId;
import org.jspecify.annotations.Nullable;

/**
 * The result of a replay.
 *
 * @param compared stated cells, each with what the dashboard shows as of its day; ascending by day,
 *     then pool, then column
 * @param blank number of cells in the file's rows that have no value
 * @param problems actions of the services that the plan does not foresee, in sentences
 * @param candidates candidates who submitted a profile
 * @param invitations invitations issued
 * @param lois LOIs issued, including cancelled ones
 * @param events upstream events sent
 * @param elapsed duration in wall-clock time
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

  /** The result of comparing a cell. */
  public enum Outcome {
    /** The dashboard shows what was published. */
    REACHED,
    /** No valid history reaches it, and the dashboard shows what the plan expects instead. */
    UNREACHABLE,
    /** The dashboard shows something else. */
    DIFFERENT
  }

  /**
   * A compared cell.
   *
   * @param line line number in the file
   * @param published the published value, in the format of the dashboard
   * @param shown the value in the dashboard; empty if it has no such row
   * @param reason why the cell cannot be reached; null if it was reached or is reachable
   */
  public record Compared(
      PoolId pool,
      LocalDate asOf,
      PublishedColumn column,
      long line,
      String published,
      String shown,
      Outcome outcome,
      @Nullable String reason) {}

  /** Takes copies. */
  public ReplayResult {
    compared = List.copyOf(compared);
    problems = List.copyOf(problems);
  }

  /** The cells with a result. */
  public List<Compared> cells(Outcome outcome) {
    return compared.stream().filter(cell -> cell.outcome() == outcome).toList();
  }

  /** Whether every reachable cell was reached and there were no problems. */
  public boolean reached() {
    return cells(Outcome.DIFFERENT).isEmpty() && problems.isEmpty();
  }

  /** 0 if {@link #reached}, else 1. */
  public int exitStatus() {
    return reached() ? 0 : 1;
  }
}
