package org.iecpools.simulator.replay;

import java.time.LocalDate;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.iecpools.events.PoolId;

/**
 * The published figures of one pool as of one day; one row per pool and day of a file.
 *
 * @param asOf the figures include what happened before this day began in Toronto
 * @param cells all four columns; {@link Cell#BLANK} if the file has no value
 * @param lines line number of each stated cell in the file, from 1
 */
public record PublishedRow(
    PoolId pool,
    LocalDate asOf,
    Map<PublishedColumn, Cell> cells,
    Map<PublishedColumn, Long> lines) {

  /** Adds {@link Cell#BLANK} for missing columns. */
  public PublishedRow {
    var all = new EnumMap<PublishedColumn, Cell>(PublishedColumn.class);
    for (PublishedColumn column : PublishedColumn.values()) {
      all.put(column, cells.getOrDefault(column, Cell.BLANK));
    }
    cells = Collections.unmodifiableMap(all);
    lines = Map.copyOf(lines);
  }

  /** A column's cell. */
  public Cell cell(PublishedColumn column) {
    return Objects.requireNonNull(cells.get(column), "every column has a cell");
  }

  /** Line number of a stated cell in the file, from 1. */
  public long line(PublishedColumn column) {
    return Objects.requireNonNull(lines.get(column), "only a stated cell has a line");
  }
}
