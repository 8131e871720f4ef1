package org.iecpools.auditor;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A cell whose value on the dashboard differs from the recount.
 *
 * @param pool the pool's id as a string
 * @param asOf the instant of the table; empty for the live table
 * @param column the field's name in the dashboard's JSON; {@code row} if only one side has the row
 * @param shown the value on the dashboard
 * @param recounted the value computed from the log
 * @param behind number of events that contribute to the cell
 * @param newest the newest of these events, newest first, limited by {@link AuditOptions#events()}
 */
public record Difference(
    String pool,
    Optional<Instant> asOf,
    String column,
    String shown,
    String recounted,
    int behind,
    List<LoggedEvent> newest) {

  /** The difference as one sentence, without the events. */
  public String sentence() {
    return "%s %s: %s is %s on the dashboard, %s by the recount"
        .formatted(pool, asOf.map(at -> "as of " + at).orElse("live"), column, shown, recounted);
  }
}
