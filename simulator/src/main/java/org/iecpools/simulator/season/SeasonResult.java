package org.iecpools.simulator.season;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * The result of a season.
 *
 * @param table the rows of the dashboard as aligned text
 * @param differences one sentence for each cell in which the dashboard, live or as of a week's end,
 *     differs from the books, and for each action of the services that the rules do not allow
 * @param candidates candidates who submitted a profile
 * @param invitations invitations issued
 * @param lois LOIs issued minus those cancelled
 * @param events upstream events sent, including repeats
 * @param calibration the chances shown before weekly rounds, compared with the results
 * @param elapsed duration in wall-clock time
 */
public record SeasonResult(
    String table,
    List<String> differences,
    int candidates,
    int invitations,
    int lois,
    long events,
    Calibration calibration,
    Duration elapsed) {

  /**
   * How well the chances shown predicted the weekly rounds. Each person who could be drawn counts
   * once per round.
   *
   * @param rounds number of rounds with candidates who could be drawn
   * @param people number of people who could be drawn, summed over the rounds
   * @param brier Brier score: mean of (chance - outcome) squared
   * @param brierAfterFirst Brier score without the first round of each pool
   * @param brierOfLastShare Brier score, for the same rounds, of predicting the share of the pool's
   *     previous round
   * @param deciles results by the chance shown: 0 to 10 %, and so on
   * @param ratings ratings shown for any pool before a round
   * @param faults chances above cap / drawable, chances of 1 when not everyone was invited, and
   *     rounds without a chance shown before; one sentence each
   */
  public record Calibration(
      int rounds,
      long people,
      double brier,
      double brierAfterFirst,
      double brierOfLastShare,
      List<Decile> deciles,
      Set<String> ratings,
      List<String> faults) {

    /** Takes a copy. */
    public Calibration {
      deciles = List.copyOf(deciles);
      ratings = Collections.unmodifiableSet(new TreeSet<>(ratings));
      faults = List.copyOf(faults);
    }

    /** The calibration as a table for people. */
    public String text() {
      var table = new StringBuilder();
      table.append(
          String.format(
              Locale.ROOT,
              "Chances shown before %,d weekly rounds, %,d drawable candidates in total: Brier score"
                  + " %.3f; after a pool's first round %.3f, and %.3f for \"same share as last"
                  + " round\".%n",
              rounds(),
              people(),
              brier(),
              brierAfterFirst(),
              brierOfLastShare()));
      table.append(
          String.format(
              "%-12s %8s %10s %12s %12s%n", "shown", "rounds", "people", "mean shown", "invited"));
      for (int i = 0; i < deciles().size(); i++) {
        Decile decile = deciles().get(i);
        if (decile.rounds() > 0) {
          table.append(
              String.format(
                  Locale.ROOT,
                  "%3d to %3d %%  %,8d %,10d %10.1f %% %10.1f %%%n",
                  10 * i,
                  10 * i + 10,
                  decile.rounds(),
                  decile.people(),
                  100 * decile.meanChance(),
                  100 * decile.invited()));
        }
      }
      table.append("Ratings shown: ").append(String.join(", ", ratings())).append(".");
      faults().forEach(fault -> table.append(System.lineSeparator()).append(fault));
      return table.toString();
    }
  }

  /**
   * The rounds before which a chance of this decile was shown.
   *
   * @param rounds number of rounds
   * @param people number of people who could be drawn, summed over the rounds
   * @param meanChance mean chance shown, over the people
   * @param invited share of the people who were invited
   */
  public record Decile(int rounds, long people, double meanChance, double invited) {}

  /** Takes a copy. */
  public SeasonResult {
    differences = List.copyOf(differences);
  }

  /**
   * Whether the dashboard equals the books in every cell of every week, without any other
   * difference.
   */
  public boolean balanced() {
    return differences.isEmpty();
  }

  /** 0 if {@link #balanced}, else 1. */
  public int exitStatus() {
    return balanced() ? 0 : 1;
  }
}
