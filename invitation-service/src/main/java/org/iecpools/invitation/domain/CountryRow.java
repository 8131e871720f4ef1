package org.iecpools.invitation.domain;

import java.time.Instant;
import java.util.List;
import org.iecpools.events.PoolId;
import org.jspecify.annotations.Nullable;

/**
 * What invitation-service stores about one season and country as a whole. What most events change,
 * pools and positions, is in rows of their own.
 *
 * @param seq number of the last decision (RoundRun or InvitationClosed) when the row was written; 0
 *     before the first
 * @param pools only in rows of earlier versions, otherwise empty: see {@link PoolRow}
 * @param positions only in rows of earlier versions, otherwise empty: see {@link Position}
 * @param announced rounds that are announced and not decided
 * @param waiting orders whose rounds are not decided, oldest first
 * @param closed whether candidates may be among the closed ones only and must not be expected in
 *     memory; null, also in rows of earlier versions, if all are in memory
 * @param sealed the round whose list is closed and that is not drawn yet; null, also in rows of
 *     earlier versions, if there is none
 */
public record CountryRow(
    int season,
    String country,
    long seq,
    List<PoolRow> pools,
    List<Position> positions,
    List<AnnouncedRound> announced,
    List<WaitingOrder> waiting,
    @Nullable Boolean closed,
    @Nullable SealedRound sealed) {

  /** Fills in the lists that rows of versions without commitments do not have. */
  public CountryRow {
    pools = pools == null ? List.of() : pools;
    positions = positions == null ? List.of() : positions;
    announced = announced == null ? List.of() : announced;
    waiting = waiting == null ? List.of() : waiting;
  }

  /**
   * One pool of the country.
   *
   * @param size candidates in the pool, by the sums of distinct events
   * @param lois letters of introduction issued, minus those cancelled
   * @param lastWeekly the latest weekly round that ran or was passed over; null before the first
   * @param scheduled the weekly round last announced by a version without commitments; null if
   *     there was none
   * @param open whether the pool takes entries, as last announced; null before the first
   *     announcement
   * @param changes number of these announcements
   * @param metAt the quota last stated to be met; null if the pool is not closed for that reason,
   *     and in rows of earlier versions
   * @param seq number of the country's last decision about this pool; null before the first, and in
   *     rows of earlier versions
   */
  public record PoolRow(
      PoolId pool,
      int size,
      int lois,
      @Nullable Instant lastWeekly,
      @Nullable Instant scheduled,
      @Nullable Boolean open,
      int changes,
      @Nullable Integer metAt,
      @Nullable Long seq) {}
}
