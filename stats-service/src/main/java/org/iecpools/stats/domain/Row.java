package org.iecpools.stats.domain;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.iecpools.events.PoolId;

/**
 * One pool's numbers.
 *
 * @param pool the pool
 * @param countryName as people say it
 * @param quota permits of the season
 * @param quotaSource where the quota was found
 * @param invitationsIssued by rounds; may exceed the quota
 * @param candidatesInPool now, 0 or more
 * @param spotsAvailable LOIs that can still be issued
 * @param reservedSpots open invitations, for whom a spot is kept
 * @param rating the chance in words
 * @param chance size of the next round by those who can be drawn, 0 to 1; empty without a round to
 *     come
 * @param loisIssued in force, 0 or more
 * @param openInvitations that may still become an LOI, 0 or more
 * @param lastRoundAt when the last round that invited anybody ran, UTC; null before the first
 * @param asOf the effective instant, UTC
 * @param week the Friday that ends the week
 * @param revision of the publication, from 1; 0 where the row is not as published but as known now
 * @param poolSizeDifference candidates by these sums less those that the last compared draw saw, at
 *     the positions that it states; empty before one, and in rows as published
 * @param notDrawable candidates that the pool's last draw saw in the pool and could not draw; empty
 *     before a draw that states it, and in rows as published
 * @param anomalies what is odd
 */
public record Row(
    PoolId pool,
    String countryName,
    Amount quota,
    QuotaSource quotaSource,
    long invitationsIssued,
    long candidatesInPool,
    Amount spotsAvailable,
    long reservedSpots,
    Rating rating,
    OptionalDouble chance,
    long loisIssued,
    long openInvitations,
    Instant lastRoundAt,
    Instant asOf,
    LocalDate week,
    int revision,
    OptionalLong poolSizeDifference,
    OptionalLong notDrawable,
    List<Anomaly> anomalies) {

  /** Where a quota comes from. */
  public enum QuotaSource {
    /** An announcement or plan of the season. */
    ANNOUNCED("announced"),
    /** The reference data that the project ships. */
    REFERENCE("reference"),
    /** Nobody has stated one. */
    NONE("none");

    private final String text;

    QuotaSource(String text) {
      this.text = text;
    }

    /** As rows say it. */
    public String text() {
      return text;
    }
  }
}
