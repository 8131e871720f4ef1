package org.iecpools.simulator;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * How a season ended.
 *
 * @param table the season's table, aligned text, from the dashboard
 * @param differences one sentence for each cell in which the dashboard, live or as of a week's end,
 *     differs from the books, and for whatever the services did that the rules do not allow
 * @param candidates who took part
 * @param invitations issued
 * @param lois issued, less those cancelled
 * @param events sent by upstream, repeats included
 * @param calibration the chances shown before weekly rounds, compared with what happened
 * @param elapsed by the wall's clock
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
   * How well the chances that were shown predicted weekly rounds. Each person who could be drawn
   * counts once per round.
   *
   * @param rounds that were drawn with anybody to draw
   * @param people who could be drawn, summed over the rounds
   * @param brier mean of (chance - outcome) squared
   * @param brierAfterFirst the same without the first round of each pool
   * @param brierOfLastShare of predicting the share of the pool's last round, for the same rounds
   * @param deciles by the chance shown: 0 to 10 %, and so on
   * @param ratings that were shown of any pool before a round
   * @param faults chances above cap / drawable, or of 1 where not everyone was invited; a sentence
   *     each
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

    /** A table for people. */
    public String text() {
      var table = new StringBuilder();
      table.append(
          String.format(
              Locale.ROOT,
              "Chances shown before %,d weekly rounds with %,d who could be drawn: Brier score %.3f;"
                  + " after a pool's first round %.3f, and %.3f for \"same share as last round\".%n",
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
   * Rounds before which a chance of this decile was shown.
   *
   * @param meanChance over the people
   * @param invited share of the people
   */
  public record Decile(int rounds, long people, double meanChance, double invited) {}

  /** Takes a copy. */
  public SeasonResult {
    differences = List.copyOf(differences);
  }

  /** Whether the dashboard equals the books, in every cell of every week. */
  public boolean balanced() {
    return differences.isEmpty();
  }

  /** 0 when the books balance, else 1. */
  public int exitStatus() {
    return balanced() ? 0 : 1;
  }
}
