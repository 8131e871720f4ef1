package org.iecpools.simulator.replay;

import java.time.LocalDate;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.iecpools.events.PoolId;

/**
 * What was published of one pool as of one day; one row for each pool and day of a file.
 *
 * @param asOf the numbers count what happened before this day began in Toronto
 * @param cells all four columns, BLANK where the file states nothing
 * @param lines where each stated cell stands in the file, from 1
 */
public record PublishedRow(
    PoolId pool, LocalDate asOf, Map<Column, Cell> cells, Map<Column, Long> lines) {

  /** Fills up what is not there with BLANK. */
  public PublishedRow {
    var all = new EnumMap<Column, Cell>(Column.class);
    for (Column column : Column.values()) {
      all.put(column, cells.getOrDefault(column, Cell.BLANK));
    }
    cells = Collections.unmodifiableMap(all);
    lines = Map.copyOf(lines);
  }

  /** A column's cell. */
  public Cell cell(Column column) {
    return cells.get(column);
  }
}
