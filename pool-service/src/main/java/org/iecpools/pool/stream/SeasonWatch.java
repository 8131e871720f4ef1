package org.iecpools.pool.stream;

import java.util.concurrent.atomic.AtomicLong;
import org.iecpools.domain.ClosedPools;
import org.iecpools.domain.SeasonBook;
import org.iecpools.events.AnnouncementWithdrawn;
import org.iecpools.events.PublicationTimeSet;
import org.iecpools.events.QuotaAnnounced;
import org.iecpools.events.RoundsEvent;
import org.iecpools.events.SeasonPlanned;
import org.iecpools.events.SeasonsEvent;
import org.iecpools.pool.domain.PlannedSeason;
import org.iecpools.pool.domain.SeasonLookup;

/** The season as known to this instance, from two topics that every instance reads completely. */
public final class SeasonWatch {

  private final SeasonBook book = new SeasonBook();
  private final ClosedPools closed = new ClosedPools();
  private final SeasonLookup season = new PlannedSeason(book, closed::closing);
  private final AtomicLong plans = new AtomicLong();

  /** Applies an announcement. */
  public void accept(SeasonsEvent event) {
    book.apply(event);
    switch (event) {
      // The withdrawn announcement may have been a plan.
      case SeasonPlanned _, AnnouncementWithdrawn _ -> plans.incrementAndGet();
      case QuotaAnnounced _, PublicationTimeSet _ -> {}
    }
  }

  /** Applies a decision about a pool. */
  public void accept(RoundsEvent event) {
    closed.apply(event);
  }

  SeasonLookup season() {
    return season;
  }

  /**
   * A counter that changes with every plan: due times may have changed, and profiles that wait for
   * a plan may be decided.
   */
  long plans() {
    return plans.get();
  }
}
