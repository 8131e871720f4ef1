package org.iecpools.feed;

import java.time.LocalDate;

/** Something in a publication that no lawful history of the programme gives. */
public sealed interface Contradiction {

  /** The date that the publication states. */
  LocalDate date();

  /** The reason in a sentence. */
  String sentence();

  /** The invitations of a season are a sum of rounds, which cannot fall. */
  record InvitationsFell(LocalDate date, PoolKey pool, LocalDate before, int from, int to)
      implements Contradiction {
    @Override
    public String sentence() {
      return "%s: invitations fell from %,d on %s to %,d, but they are a sum of rounds."
          .formatted(pool.text(), from, before, to);
    }
  }

  /** Spots are the quota less the letters issued. */
  record SpotsAboveQuota(LocalDate date, PoolKey pool, int spots, int quota)
      implements Contradiction {
    @Override
    public String sentence() {
      return "%s: %,d spots are available of a quota of %,d.".formatted(pool.text(), spots, quota);
    }
  }

  /** Each letter belongs to an invitation of its own. */
  record MoreLettersThanInvitations(
      LocalDate date, PoolKey pool, int quota, int spots, int invitations)
      implements Contradiction {
    @Override
    public String sentence() {
      return "%s: a quota of %,d with %,d spots left takes %,d letters, but only %,d were invited."
          .formatted(pool.text(), quota, spots, quota - spots, invitations);
    }
  }

  /** Two pools of a country have each other's earlier quota. */
  record QuotasSwapped(LocalDate date, PoolKey pool, PoolKey other, LocalDate before)
      implements Contradiction {
    @Override
    public String sentence() {
      return "%s and %s have each other's quota of %s."
          .formatted(pool.text(), other.text(), before);
    }
  }

  /** All figures are those of an earlier publication. */
  record PreviousWeekAgain(LocalDate date, LocalDate before) implements Contradiction {
    @Override
    public String sentence() {
      return "All rows of %s are those of %s, so it may be the earlier week under a new date."
          .formatted(date, before);
    }
  }

  /**
   * Two publications have the same date and different figures.
   *
   * @param pools number of pools that differ, at least 1
   */
  record DateOfAnotherWeek(LocalDate date, int pools) implements Contradiction {
    @Override
    public String sentence() {
      return "Two publications state %s and differ in %,d pools, so one of the dates is wrong."
          .formatted(date, pools);
    }
  }
}
