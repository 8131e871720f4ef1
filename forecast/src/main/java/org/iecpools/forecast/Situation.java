package org.iecpools.forecast;

import java.time.LocalDate;
import java.util.Optional;
import java.util.OptionalInt;
import org.iecpools.feed.ChanceWord;
import org.iecpools.feed.PoolKey;
import org.iecpools.feed.Publication;
import org.iecpools.feed.PublishedRow;

/**
 * A pool with candidates, as a publication shows it.
 *
 * @param date of the publication
 * @param candidates 1 or more
 * @param spots available; empty if they are not a number
 * @param word IRCC's word for the next round; {@link ChanceWord#NOT_APPLICABLE} if there is none
 */
record Situation(PoolKey pool, LocalDate date, int candidates, OptionalInt spots, ChanceWord word) {

  /** The situation of a row; empty without candidates. */
  static Optional<Situation> of(Publication publication, PublishedRow row) {
    OptionalInt candidates = row.candidates().number();
    return candidates.isEmpty() || candidates.getAsInt() == 0
        ? Optional.empty()
        : Optional.of(with(candidates.getAsInt(), publication, row));
  }

  /** The situation with someone who enters an empty pool. */
  static Situation entering(Publication publication, PublishedRow row) {
    return of(publication, row).orElseGet(() -> with(1, publication, row));
  }

  private static Situation with(int candidates, Publication publication, PublishedRow row) {
    return new Situation(
        row.pool(),
        publication.date(),
        candidates,
        row.spots().number(),
        row.rating().orElse(ChanceWord.NOT_APPLICABLE));
  }
}
