package org.iecpools.stats.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.iecpools.events.DaySums;
import org.iecpools.events.PartialSums;
import org.junit.jupiter.api.Test;

class WeekSumsTest {

  private static final LocalDate DAY = LocalDate.of(2026, 1, 14);
  private static final Sums DIFFERENT = Sums.of(count -> 100 + count.ordinal());

  @Test
  void theCountsAreTheFieldsOfADayInTheSameOrder() {
    assertThat(DaySums.SCHEMA$.getFields())
        .extracting(Schema.Field::name)
        .startsWith("day")
        .extracting(name -> name.replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT))
        .containsExactlyElementsOf(
            Stream.concat(Stream.of("DAY"), Arrays.stream(Count.values()).map(Count::name))
                .toList());
  }

  @Test
  void everyCountIsWrittenAndReadBack() {
    DaySums row = WeekSums.day(DAY, DIFFERENT);

    assertThat(row)
        .returns(DAY, DaySums::getDay)
        .returns(100L, DaySums::getEntered)
        .returns(103L, DaySums::getInvited)
        .returns(109L, DaySums::getLoisCancelled);
    assertThat(
            WeekSums.of(
                PartialSums.newBuilder()
                    .setPool(Story.POOL)
                    .setWeek(DAY.plusDays(2))
                    .setSourceTopic("iec.pools")
                    .setSourcePartition(0)
                    .setDays(List.of(row))
                    .build()))
        .isEqualTo(new WeekSums(new TreeMap<>(Map.of(DAY, DIFFERENT))));
  }

  @Test
  void sumsAreAddedAndSubtractedCountByCount() {
    Sums twice = DIFFERENT.plus(DIFFERENT);

    assertThat(twice).isEqualTo(Sums.of(count -> 2 * DIFFERENT.of(count)));
    assertThat(twice.minus(DIFFERENT)).isEqualTo(DIFFERENT).hasSameHashCodeAs(DIFFERENT);
    assertThat(twice.minus(twice)).isEqualTo(Sums.ZERO).isNotEqualTo(DIFFERENT);
  }
}
