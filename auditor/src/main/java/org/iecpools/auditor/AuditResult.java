package org.iecpools.auditor;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What an audit has found.
 *
 * @param records read from the topics of events
 * @param distinct events among them, repeats left out
 * @param duplicates events that say again what others say
 * @param passedOver records that count for nothing
 * @param seasons that were compared, ascending
 * @param instants at which tables were compared, of all seasons, live included
 * @param cells compared
 * @param differences found twice in a row, while nothing came in that counts in their cells
 * @param unsettled cells that differed, but not twice alike: the log or the service was moving
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

  /** Whether every cell is as it was counted. */
  public boolean equal() {
    return differences.isEmpty() && unsettled == 0;
  }

  /** The same with those differences only that were there before; the others are not settled. */
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
