package org.iecpools.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDate;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class SeasonWindowTest {

  @Example
  void seasonNIsFromTheYearBeforeToFiveYearsAfter() {
    SeasonWindow window = SeasonWindow.of(2026);

    assertThat(window.from()).isEqualTo("2025-01-01T00:00:00Z");
    assertThat(window.until()).isEqualTo("2032-01-01T00:00:00Z");
    assertThat(window.firstDay()).isEqualTo("2024-12-31");
    assertThat(window.lastDay()).isEqualTo("2031-12-31");
    assertThat(SeasonWindow.ofAnnouncements(2026).from()).isEqualTo("2024-01-01T00:00:00Z");
  }

  @Property
  void theFastTestAgreesWithTheWindow(
      @ForAll @IntRange(min = 2000, max = 2999) int season, @ForAll("millis") long millis) {
    assertThat(SeasonWindow.contains(season, millis))
        .isEqualTo(SeasonWindow.of(season).contains(Instant.ofEpochMilli(millis)));
  }

  @Property
  void theFastTestAgreesAtTheBoundaries(
      @ForAll @IntRange(min = 2000, max = 2999) int season,
      @ForAll @IntRange(min = -1, max = 1) int off) {
    SeasonWindow window = SeasonWindow.of(season);
    long first = window.from().toEpochMilli() + off;
    long end = window.until().toEpochMilli() + off;

    assertThat(SeasonWindow.contains(season, first)).isEqualTo(off >= 0);
    assertThat(SeasonWindow.contains(season, end)).isEqualTo(off < 0);
  }

  @Property
  void anInvalidSeasonContainsNothing(@ForAll int season, @ForAll("millis") long millis) {
    if (!SeasonWindow.isSeason(season)) {
      assertThat(SeasonWindow.contains(season, millis)).isFalse();
      assertThatThrownBy(() -> SeasonWindow.of(season))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Property
  void aWeekIsInTheWindowIfOneOfItsDaysIs(
      @ForAll @IntRange(min = 2000, max = 2999) int season,
      @ForAll @IntRange(min = -20, max = 20) int days,
      @ForAll boolean atTheEnd) {
    SeasonWindow window = SeasonWindow.of(season);
    LocalDate friday =
        Weeks.weekOf((atTheEnd ? window.lastDay() : window.firstDay()).plusDays(days));

    assertThat(window.containsWeek(friday))
        .isEqualTo(friday.minusDays(7).datesUntil(friday).anyMatch(day -> window.contains(day)));
  }

  @Provide
  Arbitrary<Long> millis() {
    return Arbitraries.oneOf(
        Arbitraries.longs(),
        Arbitraries.of(
            Long.MIN_VALUE, -172_800_000_000_000_000L, -62_135_596_800_000L, 0L, Long.MAX_VALUE),
        Arbitraries.longs().between(900_000_000_000L, 40_000_000_000_000L));
  }
}
