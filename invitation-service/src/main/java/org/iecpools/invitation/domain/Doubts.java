package org.iecpools.invitation.domain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.iecpools.domain.Reference;
import org.iecpools.domain.SeasonBook;
import org.iecpools.domain.Weeks;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.Quota;
import org.iecpools.events.QuotaKind;

/**
 * Finds values of an announcement that could be typing errors. An operator can override a doubt
 * with a reason.
 */
public final class Doubts {

  /** Seasons up to this many years before the current one raise no doubt. */
  private static final int YEARS_BACK = 1;

  /** Seasons up to this many years after the current one raise no doubt. */
  private static final int YEARS_AHEAD = 2;

  /**
   * Most permits of one pool without a doubt: all countries together have had fewer than a tenth of
   * it.
   */
  static final int MOST_PERMITS = 1_000_000;

  private Doubts() {}

  /**
   * A doubt.
   *
   * @param field field of the announcement
   * @param code stable, machine-readable
   * @param detail what is doubted and what is usual, in a sentence
   */
  public record Doubt(String field, String code, String detail) {}

  /** Doubts about a country's season. */
  public static List<Doubt> ofSeason(int season, String country, Instant now) {
    List<Doubt> doubts = new ArrayList<>();
    farSeason("season", season, now).ifPresent(doubts::add);
    unknownCountry("country", country).ifPresent(doubts::add);
    return doubts;
  }

  /** Doubts about a season's time of publication. */
  public static List<Doubt> ofPublicationTime(int season, Instant now) {
    return farSeason("season", season, now).stream().toList();
  }

  /**
   * Doubts about a pool's quota.
   *
   * @param book announcements that are in force
   */
  public static List<Doubt> ofQuota(PoolId pool, Quota quota, SeasonBook book, Instant now) {
    List<Doubt> doubts = new ArrayList<>();
    farSeason("pool", pool.getSeason(), now).ifPresent(doubts::add);
    unknownCountry("pool", pool.getCountry()).ifPresent(doubts::add);
    if (quota.getKind() != QuotaKind.NOT_OFFERED && book.plan(pool).isEmpty()) {
      doubts.add(
          new Doubt(
              "pool",
              "NOT_IN_PLAN",
              book.plan(pool.getSeason(), pool.getCountry()).isEmpty()
                  ? "No season is planned for %s; announce it first."
                      .formatted(PoolIds.country(pool))
                  : "The plan of %s does not offer %s; announce a plan with it first."
                      .formatted(PoolIds.country(pool), PoolIds.text(pool))));
    }
    if (quota.getKind() == QuotaKind.NUMBER && quota.getPermits() > MOST_PERMITS) {
      doubts.add(
          new Doubt(
              "quota",
              "LARGE_QUOTA",
              "A quota of %d permits is more than %d; a quota without a limit is \"unlimited\"."
                  .formatted(quota.getPermits(), MOST_PERMITS)));
    }
    return doubts;
  }

  private static Optional<Doubt> farSeason(String field, int season, Instant now) {
    int year = Weeks.day(now).getYear();
    return season >= year - YEARS_BACK && season <= year + YEARS_AHEAD
        ? Optional.empty()
        : Optional.of(
            new Doubt(
                field,
                "FAR_SEASON",
                "Season %d is far from now; a season from %d to %d is expected."
                    .formatted(season, year - YEARS_BACK, year + YEARS_AHEAD)));
  }

  private static Optional<Doubt> unknownCountry(String field, String country) {
    Reference reference = Reference.shipped();
    if (!reference.isCountry(country)) {
      return Optional.of(
          new Doubt(
              field,
              "UNKNOWN_COUNTRY",
              "'%s' is not a country; an ISO 3166-1 alpha-2 code in upper case is needed, such as IE."
                  .formatted(country)));
    }
    return reference.seasons().stream().anyMatch(s -> reference.countries(s).contains(country))
        ? Optional.empty()
        : Optional.of(
            new Doubt(
                field,
                "COUNTRY_NOT_TAKING_PART",
                "%s (%s) takes part in no season of the reference data; one of %s is expected."
                    .formatted(
                        reference.countryName(country),
                        country,
                        reference.countries(reference.seasons().getLast()))));
  }
}
