package org.iecpools.feed;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.iecpools.feed.Contradiction.DateOfAnotherWeek;
import org.iecpools.feed.Contradiction.InvitationsFell;
import org.iecpools.feed.Contradiction.MoreLettersThanInvitations;
import org.iecpools.feed.Contradiction.PreviousWeekAgain;
import org.iecpools.feed.Contradiction.QuotasSwapped;
import org.iecpools.feed.Contradiction.SpotsAboveQuota;
import org.jspecify.annotations.Nullable;

/** Checks a publication against itself and against earlier ones of its season. */
public final class Contradictions {

  /** Fewer pools can stand still for a week. */
  private static final int FEWEST_POOLS = 5;

  /** The publication before. */
  private record Earlier(LocalDate date, Map<PoolKey, PublishedRow> rows) {

    OptionalInt figure(PoolKey pool, Function<PublishedRow, Figure> column) {
      PublishedRow row = rows.get(pool);
      return row == null ? OptionalInt.empty() : column.apply(row).number();
    }
  }

  private Contradictions() {}

  /**
   * Finds what contradicts.
   *
   * @param publication to check
   * @param others of any season, in any order; those of a later date or another season are not
   *     considered. May contain a publication of the same date
   * @return first those of the whole publication, then by pool as in the publication
   */
  public static List<Contradiction> of(Publication publication, List<Publication> others) {
    List<Publication> season =
        others.stream()
            .filter(other -> other.season() == publication.season())
            .filter(other -> !other.date().isAfter(publication.date()))
            .sorted(Comparator.comparing(Publication::date))
            .toList();
    var found = new ArrayList<Contradiction>();
    season.forEach(other -> dates(publication, other).ifPresent(found::add));
    Optional<Earlier> before =
        season.stream()
            .filter(other -> other.date().isBefore(publication.date()))
            .reduce((_, last) -> last)
            .map(last -> new Earlier(last.date(), rows(last)));
    for (PublishedRow row : publication.rows()) {
      within(publication, row, found);
      before.ifPresent(
          earlier -> {
            fell(publication, row, earlier).ifPresent(found::add);
            swapped(publication, row, earlier).ifPresent(found::add);
          });
    }
    return List.copyOf(found);
  }

  private static Optional<Contradiction> dates(Publication publication, Publication other) {
    if (other.date().equals(publication.date())) {
      int pools = differing(publication, other);
      return pools == 0
          ? Optional.empty()
          : Optional.of(new DateOfAnotherWeek(publication.date(), pools));
    }
    return common(publication, other).size() >= FEWEST_POOLS && differing(publication, other) == 0
        ? Optional.of(new PreviousWeekAgain(publication.date(), other.date()))
        : Optional.empty();
  }

  /** The pools that both have; some tables omit rows. */
  private static Set<PoolKey> common(Publication one, Publication other) {
    Set<PoolKey> pools =
        one.rows().stream().map(PublishedRow::pool).collect(Collectors.toCollection(TreeSet::new));
    pools.retainAll(other.rows().stream().map(PublishedRow::pool).collect(Collectors.toSet()));
    return pools;
  }

  private static int differing(Publication one, Publication other) {
    Map<PoolKey, PublishedRow> left = rows(one);
    Map<PoolKey, PublishedRow> right = rows(other);
    return (int)
        common(one, other).stream().filter(pool -> differ(left.get(pool), right.get(pool))).count();
  }

  private static Map<PoolKey, PublishedRow> rows(Publication publication) {
    return publication.rows().stream().collect(Collectors.toMap(PublishedRow::pool, row -> row));
  }

  /** Whether a number is stated differently; some tables omit columns. */
  private static boolean differ(@Nullable PublishedRow one, @Nullable PublishedRow other) {
    return one != null
        && other != null
        && Stream.<Function<PublishedRow, Figure>>of(
                PublishedRow::quota,
                PublishedRow::invitations,
                PublishedRow::candidates,
                PublishedRow::spots)
            .anyMatch(column -> differ(column.apply(one).number(), column.apply(other).number()));
  }

  private static boolean differ(OptionalInt one, OptionalInt other) {
    return one.isPresent() && other.isPresent() && !one.equals(other);
  }

  private static void within(Publication publication, PublishedRow row, List<Contradiction> found) {
    OptionalInt quota = row.quota().number();
    OptionalInt spots = row.spots().number();
    OptionalInt invitations = row.invitations().number();
    if (quota.isEmpty() || spots.isEmpty()) {
      return;
    }
    if (spots.getAsInt() > quota.getAsInt()) {
      found.add(
          new SpotsAboveQuota(publication.date(), row.pool(), spots.getAsInt(), quota.getAsInt()));
    } else if (invitations.isPresent()
        && quota.getAsInt() - spots.getAsInt() > invitations.getAsInt()) {
      found.add(
          new MoreLettersThanInvitations(
              publication.date(),
              row.pool(),
              quota.getAsInt(),
              spots.getAsInt(),
              invitations.getAsInt()));
    }
  }

  private static Optional<Contradiction> fell(
      Publication publication, PublishedRow row, Earlier earlier) {
    OptionalInt from = earlier.figure(row.pool(), PublishedRow::invitations);
    OptionalInt to = row.invitations().number();
    return from.isPresent() && to.isPresent() && to.getAsInt() < from.getAsInt()
        ? Optional.of(
            new InvitationsFell(
                publication.date(), row.pool(), earlier.date, from.getAsInt(), to.getAsInt()))
        : Optional.empty();
  }

  private static Optional<Contradiction> swapped(
      Publication publication, PublishedRow row, Earlier earlier) {
    OptionalInt now = row.quota().number();
    OptionalInt then = earlier.figure(row.pool(), PublishedRow::quota);
    if (now.isEmpty() || then.isEmpty() || now.equals(then)) {
      return Optional.empty();
    }
    return publication.rows().stream()
        .filter(other -> other.quota().number().equals(then))
        .filter(other -> other.pool().country().equals(row.pool().country()))
        .filter(other -> row.pool().compareTo(other.pool()) < 0)
        .filter(other -> earlier.figure(other.pool(), PublishedRow::quota).equals(now))
        .findFirst()
        .map(
            other -> new QuotasSwapped(publication.date(), row.pool(), other.pool(), earlier.date));
  }
}
