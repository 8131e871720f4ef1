package org.iecpools.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatedWeekTest {

  @Property
  void aWrittenWeekIsReadAsItsMonday(@ForAll @IntRange(max = 10 * 365) int days) {
    LocalDate day = LocalDate.of(2022, 1, 1).plusDays(days);

    assertThat(StatedWeek.read(StatedWeek.of(day)))
        .contains(day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"week of october&nbsp;5, 2026", " Week of  October 7, 2026 "})
  void caseAndSpacesDoNotMatter(String stated) {
    assertThat(StatedWeek.read(stated)).contains(LocalDate.of(2026, 10, 5));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "To be announced", "October 5, 2026", "Week of October 32, 2026", "Week of"})
  void anythingElseIsNotAWeek(String stated) {
    assertThat(StatedWeek.read(stated)).isEmpty();
  }
}
