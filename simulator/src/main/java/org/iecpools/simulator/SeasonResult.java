package org.iecpools.simulator;

import java.time.Duration;
import java.util.List;

/**
 * How a season ended.
 *
 * @param table the season's table, aligned text, from the dashboard
 * @param differences one sentence for each cell in which the dashboard, live or as of a week's end,
 *     differs from the books, and for whatever the services did that the rules do not allow
 * @param candidates who took part
 * @param invitations issued
 * @param lois issued, less those cancelled
 * @param events sent by upstream, repeats included
 * @param elapsed by the wall's clock
 */
public record SeasonResult(
    String table,
    List<String> differences,
    int candidates,
    int invitations,
    int lois,
    long events,
    Duration elapsed) {

  /** Takes a copy. */
  public SeasonResult {
    differences = List.copyOf(differences);
  }

  /** Whether the dashboard equals the books, in every cell of every week. */
  public boolean balanced() {
    return differences.isEmpty();
  }

  /** 0 when the books balance, else 1. */
  public int exitStatus() {
    return balanced() ? 0 : 1;
  }
}
