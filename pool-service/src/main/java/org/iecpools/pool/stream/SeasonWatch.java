package org.iecpools.pool.stream;

import java.util.concurrent.atomic.AtomicLong;
import org.iecpools.domain.ClosedPools;
import org.iecpools.domain.SeasonBook;
import org.iecpools.events.AnnouncementWithdrawn;
import org.iecpools.events.QuotaAnnounced;
import org.iecpools.events.RoundsEvent;
import org.iecpools.events.SeasonPlanned;
import org.iecpools.events.SeasonsEvent;
import org.iecpools.pool.domain.PlannedSeason;
import org.iecpools.pool.domain.Season;

/** The season as it is known here: what is read whole by every instance, from two topics. */
public final class SeasonWatch {

  private final SeasonBook book = new SeasonBook();
  private final ClosedPools closed = new ClosedPools();
  private final Season season = new PlannedSeason(book, closed::closing);
  private final AtomicLong plans = new AtomicLong();

  /** An announcement. */
  public void accept(SeasonsEvent event) {
    book.apply(event);
    switch (event) {
      // One that is withdrawn may have been a plan.
      case SeasonPlanned _, AnnouncementWithdrawn _ -> plans.incrementAndGet();
      case QuotaAnnounced _ -> {}
    }
  }

  /** A decision about a pool. */
  public void accept(RoundsEvent event) {
    closed.apply(event);
  }

  Season season() {
    return season;
  }

  /** Grows with every plan: what is due when may have changed, and who waits for a plan may go. */
  long plans() {
    return plans.get();
  }
}
