package org.iecpools.forecast;

import java.util.EnumSet;
import java.util.Set;
import org.iecpools.feed.Figure;
import org.iecpools.feed.PublishedRow;

/** What limits the chance in a pool, apart from how many others are in it. */
public enum Limit {
  /** The latest publication does not show the pool, or there is none of the season. */
  NOT_PUBLISHED,
  /** The pool is not offered, or takes no applicants. */
  NOT_OFFERED,
  /** No round runs before the quota is announced. */
  QUOTA_TO_BE_ANNOUNCED,
  /** The publication has no number of candidates. */
  CANDIDATES_NOT_STATED,
  /** No round is left in the season. */
  NO_ROUND_LEFT,
  /** No spots are left, so only spots that become free lead to invitations. */
  QUOTA_SPENT,
  /** Nobody is in the pool; the forecast is for someone who enters it. */
  EMPTY_POOL;

  /** The limits that follow from the figures of a pool. */
  static Set<Limit> of(PublishedRow row) {
    Set<Limit> limits = EnumSet.noneOf(Limit.class);
    if (isNotOffered(row.quota()) || row.candidates() instanceof Figure.NotAccepting) {
      limits.add(NOT_OFFERED);
    } else if (row.quota() instanceof Figure.ToBeAnnounced) {
      limits.add(QUOTA_TO_BE_ANNOUNCED);
    } else if (!hasNumber(row.candidates())) {
      limits.add(CANDIDATES_NOT_STATED);
    } else {
      if (row.spots().number().orElse(1) == 0) {
        limits.add(QUOTA_SPENT);
      }
      if (row.candidates().number().orElse(1) == 0) {
        limits.add(EMPTY_POOL);
      }
    }
    return limits;
  }

  private static boolean isNotOffered(Figure figure) {
    return switch (figure) {
      case Figure.NotApplicable _, Figure.NotAccepting _ -> true;
      case Figure.Number _, Figure.Unlimited _, Figure.ToBeAnnounced _, Figure.Blank _ -> false;
    };
  }

  private static boolean hasNumber(Figure figure) {
    return figure.number().isPresent();
  }

  /** Whether no chance can be forecast. */
  public boolean isUnknown() {
    return switch (this) {
      case NOT_PUBLISHED, NOT_OFFERED, QUOTA_TO_BE_ANNOUNCED, CANDIDATES_NOT_STATED -> true;
      case NO_ROUND_LEFT, QUOTA_SPENT, EMPTY_POOL -> false;
    };
  }
}
