package org.iecpools.stats.web.page;

import java.util.Optional;
import org.iecpools.events.PoolId;
import org.iecpools.stats.domain.Change;
import org.iecpools.stats.domain.NextRound;
import org.iecpools.stats.domain.PoolOverview;
import org.iecpools.stats.domain.Row;

/**
 * A pool in a table.
 *
 * @param row its numbers
 * @param overview its state and rounds; empty for numbers as they were published
 */
public record PoolLine(Row row, Optional<PoolOverview> overview) {

  /** A line with state and rounds. */
  static PoolLine of(PoolOverview overview) {
    return new PoolLine(overview.row(), Optional.of(overview));
  }

  /** A line of a publication. */
  static PoolLine published(Row row) {
    return new PoolLine(row, Optional.empty());
  }

  /** The pool. */
  public PoolId pool() {
    return row.pool();
  }

  /** The next round, if one is to come. */
  public Optional<NextRound> next() {
    return overview.flatMap(PoolOverview::next);
  }

  /** Change of the number of candidates since the last publication; 0 if it is not known. */
  public long candidatesChange() {
    return overview.flatMap(PoolOverview::change).map(Change::candidates).orElse(0L);
  }
}
