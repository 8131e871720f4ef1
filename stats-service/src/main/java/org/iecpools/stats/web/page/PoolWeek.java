package org.iecpools.stats.web.page;

import java.time.LocalDate;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.iecpools.stats.domain.Change;
import org.iecpools.stats.web.TableRow;

/**
 * A week of a pool, with the week before it.
 *
 * @param row the row of the week
 * @param before the row of the week before; empty for the first row
 * @param gap whether rows are missing between the two
 */
record PoolWeek(TableRow row, Optional<TableRow> before, boolean gap) {

  /**
   * The weeks of a history, by the Friday that ends each.
   *
   * @param history ascending
   */
  static NavigableMap<LocalDate, PoolWeek> of(List<TableRow> history) {
    NavigableMap<LocalDate, PoolWeek> weeks = new TreeMap<>();
    for (int i = 0; i < history.size(); i++) {
      TableRow row = history.get(i);
      Optional<TableRow> before = i == 0 ? Optional.empty() : Optional.of(history.get(i - 1));
      boolean gap = before.filter(it -> it.week().isBefore(row.week().minusWeeks(1))).isPresent();
      weeks.put(row.week(), new PoolWeek(row, before, gap));
    }
    return weeks;
  }

  /** The same weeks so many weeks later. */
  static NavigableMap<LocalDate, PoolWeek> later(
      NavigableMap<LocalDate, PoolWeek> weeks, long later) {
    NavigableMap<LocalDate, PoolWeek> moved = new TreeMap<>();
    weeks.forEach((friday, week) -> moved.put(friday.plusWeeks(later), week));
    return moved;
  }

  /**
   * Invitations issued in the week; empty if it is not known. Of a pool that is counted the first
   * row has all of them; the first publication that is known need not be the first one.
   */
  OptionalLong invitations() {
    if (gap || before.isEmpty() && row.isPublishedOnly()) {
      return OptionalLong.empty();
    }
    return before.isEmpty()
        ? row.invitationsIssued()
        : Change.difference(before.get().invitationsIssued(), row.invitationsIssued());
  }
}
