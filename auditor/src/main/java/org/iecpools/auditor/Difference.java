package org.iecpools.auditor;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A cell that the dashboard shows otherwise than it was counted here.
 *
 * @param pool as text
 * @param asOf empty for live
 * @param column its name in the dashboard's JSON; {@code row} where only one side has the row
 * @param shown in the dashboard
 * @param recounted from the log
 * @param behind how many events count in it
 * @param newest of them, newest first, no more than were asked for
 */
public record Difference(
    String pool,
    Optional<Instant> asOf,
    String column,
    String shown,
    String recounted,
    int behind,
    List<LoggedEvent> newest) {

  /** Without the events. */
  public String sentence() {
    return "%s %s: %s is %s in the dashboard, %s by the recount"
        .formatted(pool, asOf.map(at -> "as of " + at).orElse("live"), column, shown, recounted);
  }
}
