package org.iecpools.auditor;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The result of an audit.
 *
 * @param records records read from the event topics
 * @param distinct distinct events among them
 * @param duplicates events that repeat another event
 * @param passedOver records that are not counted
 * @param seasons the compared seasons, ascending
 * @param instants number of compared tables over all seasons, including the live ones
 * @param cells number of compared cells
 * @param differences differences found twice in a row, with no new event for their cells in between
 * @param unsettled number of cells that differed, but not twice in the same form, because the log
 *     or the service was changing
 */
public record AuditResult(
    long records,
    long distinct,
    long duplicates,
    List<PassedOver> passedOver,
    Set<Integer> seasons,
    int instants,
    int cells,
    List<Difference> differences,
    int unsettled,
    Duration elapsed) {

  /** Whether every cell equals its recomputed value. */
  public boolean equal() {
    return differences.isEmpty() && unsettled == 0;
  }

  /** Keeps only differences that {@code before} contains; counts the others as unsettled. */
  AuditResult confirmedBy(List<Difference> before) {
    Set<Difference> known = new HashSet<>(before);
    List<Difference> twice = differences.stream().filter(known::contains).toList();
    return new AuditResult(
        records,
        distinct,
        duplicates,
        passedOver,
        seasons,
        instants,
        cells,
        twice,
        differences.size() - twice.size(),
        elapsed);
  }
}
