package org.iecpools.stats.web.page;

import java.time.LocalDate;
import java.util.NavigableMap;
import org.iecpools.stats.web.TableRow;

/**
 * A pool of one season in a comparison.
 *
 * @param index its place in the legend, from 0
 * @param row its current numbers
 * @param weeks its weeks; the first week of the season is that of the comparison's first season
 */
public record ComparedLine(int index, TableRow row, NavigableMap<LocalDate, PoolWeek> weeks) {

  /** Its name in charts and tables: A, B and so on. */
  public String letter() {
    return Character.toString('A' + index);
  }

  /** Its number in style classes, from 1. */
  public int number() {
    return index + 1;
  }

  /** Its whole name. */
  public String name(Texts texts) {
    return texts.title(row.pool());
  }
}
