package org.iecpools.forecast;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.iecpools.feed.Figure;
import org.iecpools.feed.PoolKey;
import org.iecpools.feed.Publication;
import org.iecpools.feed.PublishedRow;

/**
 * What happened in a pool from one publication to the next.
 *
 * @param until date of the next publication
 * @param share invitations until then, divided by the candidates at the beginning; 0 to 1. Those
 *     who enter the pool meanwhile are invited too, so a share of 1 does not mean that everyone was
 */
record PoolWeek(Situation situation, LocalDate until, double share) {

  /** All pools with candidates at the beginning, and with invitations stated in both. */
  static List<PoolWeek> between(Publication first, Publication next) {
    Map<PoolKey, PublishedRow> later = new HashMap<>();
    next.rows().forEach(row -> later.put(row.pool(), row));
    return first.rows().stream()
        .filter(row -> later.containsKey(row.pool()))
        .flatMap(
            row -> week(first, row, next, Objects.requireNonNull(later.get(row.pool()))).stream())
        .toList();
  }

  private static Optional<PoolWeek> week(
      Publication first, PublishedRow row, Publication next, PublishedRow nextRow) {
    OptionalInt before = invitations(row);
    OptionalInt after = nextRow.invitations().number();
    if (before.isEmpty() || after.isEmpty()) {
      return Optional.empty();
    }
    return Situation.of(first, row)
        .map(
            situation ->
                new PoolWeek(
                    situation,
                    next.date(),
                    share(after.getAsInt() - before.getAsInt(), situation.candidates())));
  }

  /** IRCC writes "to be announced" until the first round. */
  private static OptionalInt invitations(PublishedRow row) {
    return row.invitations() instanceof Figure.ToBeAnnounced
        ? OptionalInt.of(0)
        : row.invitations().number();
  }

  private static double share(int invited, int candidates) {
    return Math.min(1, Math.max(0, invited) / (double) candidates);
  }

  PoolKey pool() {
    return situation.pool();
  }

  int days() {
    return (int) (until.toEpochDay() - situation.date().toEpochDay());
  }
}
