package org.iecpools.invitation.domain;

import java.time.Instant;
import java.util.List;
import org.iecpools.events.PoolId;

/**
 * What invitation-service keeps of one season and country as a whole.
 *
 * @param seq number of the last decision (RoundRun or InvitationClosed); 0 before the first
 * @param positions the last record of this country that was read from each input partition
 */
public record CountryRow(
    int season, String country, long seq, List<PoolRow> pools, List<Position> positions) {

  /**
   * One pool of the country.
   *
   * @param size candidates in the pool by the sums of distinct events
   * @param lois letters of introduction issued less those cancelled
   * @param lastWeekly the latest weekly round that ran or passed; null before the first
   * @param scheduled the weekly round last announced as to come; null before the first
   * @param open whether the pool takes entries, as last said on the log; null if never said
   * @param changes how often that was said
   */
  public record PoolRow(
      PoolId pool,
      int size,
      int lois,
      Instant lastWeekly,
      Instant scheduled,
      Boolean open,
      int changes) {}
}
