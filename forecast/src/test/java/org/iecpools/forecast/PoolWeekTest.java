package org.iecpools.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.iecpools.feed.PublishedRow;
import org.junit.jupiter.api.Test;

class PoolWeekTest {

  private static List<Double> shares(PublishedRow first, PublishedRow next) {
    return PoolWeek.between(Season.week(0, first), Season.week(1, next)).stream()
        .map(PoolWeek::share)
        .toList();
  }

  @Test
  void theShareIsWhatWasInvitedOfThoseAtTheBeginning() {
    assertThat(shares(Season.row("ie", 1, 100, 40, "9"), Season.row("ie", 1, 110, 5, "9")))
        .containsExactly(0.25);
  }

  @Test
  void anEmptyPoolIsLeftOut() {
    assertThat(shares(Season.row("ie", 1, 100, 0, "9"), Season.row("ie", 1, 110, 5, "9")))
        .isEmpty();
  }

  @Test
  void invitationsAreNoneUntilTheFirstRound() {
    assertThat(
            shares(
                Season.row("ie", 1, "To be announced", 40, "9"), Season.row("ie", 1, 10, 5, "9")))
        .containsExactly(0.25);
  }

  @Test
  void invitationsThatAreNotStatedAreLeftOut() {
    assertThat(
            shares(Season.row("ie", 1, "Not applicable", 40, "9"), Season.row("ie", 1, 10, 5, "9")))
        .isEmpty();
    assertThat(
            shares(
                Season.row("ie", 1, 10, 40, "9"), Season.row("ie", 1, "To be announced", 5, "9")))
        .isEmpty();
  }

  @Property
  void theShareIsFromZeroToOne(
      @ForAll @IntRange(max = 100_000) int before,
      @ForAll @IntRange(max = 100_000) int after,
      @ForAll @IntRange(min = 1, max = 100_000) int candidates) {
    assertThat(
            shares(
                Season.row("ie", 1, before, candidates, "9"), Season.row("ie", 1, after, 5, "9")))
        .singleElement()
        .satisfies(share -> assertThat(share).isBetween(0.0, 1.0));
  }
}
