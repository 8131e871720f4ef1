package org.iecpools.stats.web.page.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TicksTest {

  @ParameterizedTest
  @CsvSource({
    "COUNT, 0, '0 1'",
    "COUNT, 1, '0 1'",
    "COUNT, 3, '0 1 2 3'",
    "COUNT, 9, '0 5 10'",
    "COUNT, 17, '0 5 10 15 20'",
    "COUNT, 12345, '0 5000 10000 15000'",
    "SHARE, 0.3, '0.0 0.1 0.2 0.3'",
    "SHARE, 1, '0.0 0.5 1.0'",
    "SHARE, 0.0004, '0.000 0.001'",
  })
  void labelsAreFewAndRound(Unit unit, double largest, String expected) {
    assertThat(Ticks.upTo(largest, unit.smallestStep()).values())
        .usingElementComparator(BigDecimal::compareTo)
        .containsExactly(
            Arrays.stream(expected.split(" ")).map(BigDecimal::new).toArray(BigDecimal[]::new));
  }

  @Property
  void theLabelsIncludeEveryValueAndAreAtMostFive(
      @ForAll Unit unit, @ForAll @DoubleRange(max = 9.3e18) double largest) {
    Ticks ticks = Ticks.upTo(largest, unit.smallestStep());

    assertThat(ticks.values()).hasSizeBetween(2, 5);
    assertThat(ticks.values().getLast()).isGreaterThanOrEqualTo(BigDecimal.valueOf(largest));
    assertThat(ticks.top()).isPositive();
  }
}
