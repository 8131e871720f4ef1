package org.iecpools.stats.web.page;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.iecpools.domain.DrawingOrder;
import org.iecpools.stats.domain.EitherChance;
import org.iecpools.stats.domain.JointChance;
import org.iecpools.stats.domain.NextRound;
import org.iecpools.stats.domain.PoolDraw;

/**
 * The model of a country's page.
 *
 * @param frame what surrounds it
 * @param season the season
 * @param country code of the country
 * @param lines its pools
 * @param days the days of the numbers
 * @param faults keys of the texts about days that were ignored
 */
public record CountryPage(
    Frame frame, int season, String country, List<PoolLine> lines, Days days, List<String> faults) {

  /**
   * What can happen to two candidates of a pool in its next round.
   *
   * @param line the pool
   * @param chance of each outcome
   */
  public record Two(PoolLine line, JointChance chance) {}

  /**
   * The chance of a candidate who is in two pools that are drawn in the same decision.
   *
   * @param first the pool that is drawn first
   * @param second the other pool
   * @param lowest the chance if nobody else is in both
   * @param highest the chance if the whole smaller pool is in both
   */
  public record Either(
      PoolLine first, PoolLine second, EitherChance lowest, EitherChance highest) {}

  /** The pools that are published by others and not counted here. */
  public List<PoolLine> publishedOnly() {
    return lines.stream().filter(line -> line.row().isPublishedOnly()).toList();
  }

  /** Pools with a round to come and at least two candidates. */
  public List<Two> twoPeople() {
    return lines.stream()
        .flatMap(
            line ->
                draw(line).filter(draw -> draw.candidates() > 1).stream()
                    .map(draw -> new Two(line, JointChance.inOnePool(draw))))
        .toList();
  }

  /** Pairs of pools whose next rounds run at the same time. */
  public List<Either> twoPools() {
    List<PoolLine> drawn =
        lines.stream()
            .filter(line -> draw(line).isPresent())
            .sorted(Comparator.comparing(PoolLine::pool, DrawingOrder.OF_POOLS))
            .toList();
    List<Either> pairs = new ArrayList<>();
    for (int i = 0; i < drawn.size(); i++) {
      for (PoolLine second : drawn.subList(i + 1, drawn.size())) {
        either(drawn.get(i), second).ifPresent(pairs::add);
      }
    }
    return pairs;
  }

  private static Optional<Either> either(PoolLine first, PoolLine second) {
    if (!first.next().map(NextRound::at).equals(second.next().map(NextRound::at))) {
      return Optional.empty();
    }
    PoolDraw one = draw(first).orElseThrow();
    PoolDraw other = draw(second).orElseThrow();
    return Optional.of(
        new Either(
            first, second, EitherChance.lowest(one, other), EitherChance.highest(one, other)));
  }

  /** The next draw of a pool; empty without a round or a candidate. */
  private static Optional<PoolDraw> draw(PoolLine line) {
    long candidates = line.row().candidatesInPool().orElse(0);
    return line.next()
        .filter(_ -> candidates > 0)
        .map(next -> new PoolDraw((int) Math.min(candidates, Integer.MAX_VALUE), next.size()));
  }

  /** The chance from the lowest to the highest value, as one text if both are the same. */
  public String range(Either either) {
    Texts texts = frame.texts();
    String lowest = texts.percent(Math.min(1, either.lowest().either()));
    String highest = texts.percent(Math.min(1, either.highest().either()));
    return lowest.equals(highest) ? lowest : texts.text("country.range", lowest, highest);
  }
}
