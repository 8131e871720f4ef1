package org.iecpools.forecast;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.iecpools.feed.PoolKey;
import org.iecpools.feed.PublishedRow;

/**
 * What can be said of the chance of an invitation from a pool, as of the latest publication.
 *
 * @param asOf day of the season's latest publication; empty without one
 * @param limits what limits the chance, in the order of {@link Limit}; usually nothing
 * @param row the figures of the pool in that publication; empty if it does not show the pool
 * @param lastWeek what happened in the pool in the week before; empty if that is not known
 * @param rounds that are left; empty without a publication of the season
 * @param next the chance in a round of someone who is in the pool; empty if none can be forecast
 * @param assumptions in sentences
 */
public record PoolForecast(
    PoolKey pool,
    Optional<LocalDate> asOf,
    List<Limit> limits,
    Optional<PublishedRow> row,
    Optional<LastWeek> lastWeek,
    Optional<RoundsLeft> rounds,
    Optional<Chance> next,
    LearnedFrom learnedFrom,
    List<String> assumptions) {

  /** Takes copies. */
  public PoolForecast {
    limits = List.copyOf(limits);
    assumptions = List.copyOf(assumptions);
  }

  /**
   * What happened in a pool from one publication to the next.
   *
   * @param share invitations, divided by the candidates at the beginning; 0 to 1
   */
  public record LastWeek(LocalDate from, LocalDate until, double share) {}

  /**
   * The chances of someone who enters the pool at some time.
   *
   * @param afterWeeks weeks from the publication to the entry, 0 or more
   * @param rounds that are left then
   * @param nextRound chance in the first of them; 0 without one
   * @param season chance until the season's end
   */
  public record Entry(int afterWeeks, int rounds, Chance nextRound, Chance season) {}

  PoolForecast assuming(List<String> sentences) {
    return new PoolForecast(
        pool, asOf, limits, row, lastWeek, rounds, next, learnedFrom, sentences);
  }

  /**
   * The chances of two people who apply individually.
   *
   * @param nextRound in the next round of each
   * @param season until the season's end
   */
  public record Together(TwoPeople nextRound, TwoPeople season) {}

  /**
   * The chances of someone in either of two pools.
   *
   * @param nextRound in the next round of either
   * @param season until the season's end
   */
  public record Either(Chance nextRound, Chance season) {}

  /**
   * Two people, one in this pool and one in another or the same.
   *
   * @return empty if one of the chances cannot be forecast
   */
  public Optional<Together> with(PoolForecast second) {
    boolean isSame = pool.equals(second.pool);
    return now()
        .flatMap(
            one ->
                second
                    .now()
                    .map(
                        other ->
                            new Together(
                                two(isSame, one.nextRound(), other.nextRound()),
                                two(isSame, one.season(), other.season()))));
  }

  private TwoPeople two(boolean isSame, Chance one, Chance other) {
    return isSame ? TwoPeople.inOnePool(one, candidates()) : TwoPeople.inTwoPools(one, other);
  }

  /**
   * One person in this pool and another of the same country.
   *
   * @return empty if one of the chances cannot be forecast
   */
  public Optional<Either> or(PoolForecast second) {
    return now()
        .flatMap(
            one ->
                second
                    .now()
                    .map(
                        other ->
                            new Either(
                                Chance.ofOnePerson(one.nextRound(), other.nextRound()),
                                Chance.ofOnePerson(one.season(), other.season()))));
  }

  /** The chances of someone who is in the pool now; empty if none can be forecast. */
  public Optional<Entry> now() {
    return entering(0);
  }

  /**
   * The chances of someone who enters the pool later, if its rounds are then as the next one is
   * now. As many weekly rounds are missed as weeks pass, so an earlier entry is never worse.
   *
   * @param weeks until the entry, 0 or more
   * @return empty if none can be forecast
   */
  public Optional<Entry> entering(int weeks) {
    if (weeks < 0) {
      throw new IllegalArgumentException("an entry in %d weeks".formatted(weeks));
    }
    return next.map(
        chance -> {
          int left = Math.max(0, rounds.map(RoundsLeft::count).orElse(0) - weeks);
          return left == 0
              ? new Entry(weeks, 0, Chance.NONE, Chance.NONE)
              : new Entry(weeks, left, chance, season(chance, left));
        });
  }

  private Chance season(Chance chance, int left) {
    return Chance.of(
        season(chance.value(), left),
        season(chance.interval().low(), left),
        season(chance.interval().high(), left));
  }

  private double season(double chance, int left) {
    return SeasonChance.of(row.orElseThrow().spots().number(), candidates(), chance, left);
  }

  /** Candidates in the pool with the person who is asked about, 1 or more. */
  public int candidates() {
    return Math.max(1, row.map(known -> known.candidates().number().orElse(0)).orElse(0));
  }
}
