package org.iecpools.invitation.domain;

import java.time.Instant;
import java.util.List;
import org.iecpools.events.PoolId;

/**
 * What invitation-service keeps of one season and country as a whole.
 *
 * @param seq number of the last decision (RoundRun or InvitationClosed); 0 before the first
 * @param positions the last record of this country that was read from each input partition
 * @param announced rounds that are announced and not decided
 * @param waiting orders whose rounds are not decided, the first to be decided first
 */
public record CountryRow(
    int season,
    String country,
    long seq,
    List<PoolRow> pools,
    List<Position> positions,
    List<AnnouncedRound> announced,
    List<WaitingOrder> waiting) {

  /** Rows from before rounds were committed to do not have what is announced and waits. */
  public CountryRow {
    announced = announced == null ? List.of() : announced;
    waiting = waiting == null ? List.of() : waiting;
  }

  /**
   * One pool of the country.
   *
   * @param size candidates in the pool by the sums of distinct events
   * @param lois letters of introduction issued less those cancelled
   * @param lastWeekly the latest weekly round that ran or passed; null before the first
   * @param scheduled the weekly round last announced before rounds were committed to; null where
   *     there was none
   * @param open whether the pool takes entries, as last said on the log; null if never said
   * @param changes how often that was said
   * @param metAt the quota that was last stated to be met; null where the pool is not closed for
   *     that, and in rows of earlier versions
   */
  public record PoolRow(
      PoolId pool,
      int size,
      int lois,
      Instant lastWeekly,
      Instant scheduled,
      Boolean open,
      int changes,
      Integer metAt) {}
}
