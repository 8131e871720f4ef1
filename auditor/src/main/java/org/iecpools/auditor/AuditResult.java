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
 * @param identities faults about identity documents, found twice in a row
 * @param unsettled number of cells and faults about documents that differed, but not twice in the
 *     same form, because the log or the service was changing
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
    List<IdentityFault> identities,
    int unsettled,
    Duration elapsed) {

  /** Whether every cell equals its recomputed value, and no identity document has a fault. */
  public boolean equal() {
    return differences.isEmpty() && identities.isEmpty() && unsettled == 0;
  }

  /** Keeps only what was found before, too; counts the rest as unsettled. */
  AuditResult confirmedBy(List<Difference> before, List<IdentityFault> identitiesBefore) {
    Set<Difference> known = new HashSet<>(before);
    List<Difference> twice = differences.stream().filter(known::contains).toList();
    List<IdentityFault> identitiesTwice =
        identities.stream().filter(identitiesBefore::contains).toList();
    return new AuditResult(
        records,
        distinct,
        duplicates,
        passedOver,
        seasons,
        instants,
        cells,
        twice,
        identitiesTwice,
        differences.size() - twice.size() + identities.size() - identitiesTwice.size(),
        elapsed);
  }
}
