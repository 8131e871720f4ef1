package org.iecpools.stats.domain;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.iecpools.events.PoolId;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of one pool.
 *
 * @param pool the pool
 * @param countryName English name of the country
 * @param quota permits of the season
 * @param quotaSource where the quota was found
 * @param invitationsIssued invitations issued by rounds; may exceed the quota
 * @param candidatesInPool candidates in the pool, 0 or more
 * @param spotsAvailable LOIs that can still be issued
 * @param rating the chance as a rating
 * @param chance size of the next round divided by the candidates in the pool, 0 to 1; empty without
 *     an upcoming round, without a quota, and if the pool is not offered
 * @param loisIssued LOIs in force, 0 or more
 * @param openInvitations invitations that may still lead to an LOI, each of which keeps a spot, 0
 *     or more
 * @param lastRoundAt time of the last round that invited anyone, UTC; null before the first
 * @param asOf the effective instant, UTC
 * @param week the Friday that ends the week
 * @param revision revision of the publication, from 1; 0 for a row that was computed, not published
 * @param publishedAt when the row was published, UTC; null for a row that was computed
 * @param poolSizeDifference candidates according to the sums minus candidates that the last
 *     compared draw saw, at the positions that it states; empty before such a draw, and in
 *     published rows
 * @param notDrawable candidates that were in the pool at its last draw but could not be drawn;
 *     empty before a draw that states it, and in published rows
 * @param anomalies contradictions between the numbers and the rules
 */
public record Row(
    PoolId pool,
    String countryName,
    Amount quota,
    QuotaSource quotaSource,
    long invitationsIssued,
    long candidatesInPool,
    Amount spotsAvailable,
    Rating rating,
    OptionalDouble chance,
    long loisIssued,
    long openInvitations,
    @Nullable Instant lastRoundAt,
    Instant asOf,
    LocalDate week,
    int revision,
    @Nullable Instant publishedAt,
    OptionalLong poolSizeDifference,
    OptionalLong notDrawable,
    List<Anomaly> anomalies) {

  /** The source of a quota. */
  public enum QuotaSource {
    /** An announcement or plan of the season. */
    ANNOUNCED("announced"),
    /** The reference data that the project ships. */
    REFERENCE("reference"),
    /** No quota is known. */
    NONE("none");

    private final String text;

    QuotaSource(String text) {
      this.text = text;
    }

    /** The value in rows. */
    public String text() {
      return text;
    }
  }
}
