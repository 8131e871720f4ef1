package org.iecpools.stats.web.page;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The model of a comparison of pools and seasons.
 *
 * @param frame what surrounds it
 * @param pools the pools from which a reader can choose, by name of the country
 * @param seasons the seasons from which a reader can choose, newest first
 * @param chosenPools the pools that are compared
 * @param chosenSeasons the seasons that are compared
 * @param faults what was left out, in sentences
 * @param lines what is compared
 * @param figures its numbers by week
 * @param at the time of the numbers
 */
public record ComparePage(
    Frame frame,
    List<Country> pools,
    List<Integer> seasons,
    List<ComparedPool> chosenPools,
    List<Integer> chosenSeasons,
    List<String> faults,
    List<ComparedLine> lines,
    List<ComparedFigure> figures,
    Instant at) {

  /** The pools of a country in a list. */
  public record Country(String name, List<Choice> pools) {}

  /**
   * A pool in a list.
   *
   * @param value of the field
   * @param name with the country's, because a closed list does not show its group
   */
  public record Choice(String value, String name) {}

  /** The numbers of the fields for pools, from 1. */
  public List<Integer> fields() {
    return IntStream.rangeClosed(1, CompareQuery.MOST).boxed().toList();
  }

  /** The value of a field; empty if no pool is chosen in it. */
  public Optional<String> chosen(int field) {
    return field <= chosenPools.size()
        ? Optional.of(chosenPools.get(field - 1).text())
        : Optional.empty();
  }
}
