package org.iecpools.stats.web.page.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SparklineTest {

  private static final LocalDate FIRST = LocalDate.of(2026, 1, 9);

  private static Drawing drawn(Map<Integer, Long> byWeek) {
    Map<LocalDate, Long> values = new TreeMap<>();
    byWeek.forEach((week, value) -> values.put(FIRST.plusWeeks(week), value));
    return Drawing.of(
            new Sparkline(
                    new Caption("s", "Candidates", "By week."),
                    new WeekAxis(FIRST, FIRST.plusWeeks(9)),
                    Series.of("2026", values))
                .svg())
        .check();
  }

  @Test
  void theLineBeginsAtZeroAndEndsInADot() {
    Drawing drawing = drawn(Map.of(0, 0L, 1, 50L, 2, 100L));

    assertThat(drawing.only("line").getAttribute("d")).isEqualTo("M6.8 22L16.4 12L26 2");
    assertThat(drawing.only("last").getAttribute("cx")).isEqualTo("26");
    assertThat(drawing.only("last").getAttribute("cy")).isEqualTo("2");
  }

  @Test
  void withoutValuesThereIsNoDot() {
    assertThat(drawn(Map.of()).withClass("last")).isEmpty();
  }

  @Test
  void allZeroIsAtTheBottom() {
    assertThat(drawn(Map.of(0, 0L, 1, 0L)).only("line").getAttribute("d"))
        .isEqualTo("M6.8 22L16.4 22");
  }

  @Property
  void everythingIsInsideTheViewBox(
      @ForAll @Size(max = 12)
          Map<@IntRange(min = -3, max = 12) Integer, @LongRange(max = Long.MAX_VALUE) Long>
              values) {
    drawn(values);
  }
}
