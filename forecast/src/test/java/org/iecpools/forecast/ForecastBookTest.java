package org.iecpools.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.iecpools.feed.Publication;
import org.junit.jupiter.api.Test;

class ForecastBookTest {

  private static final LocalDate TODAY = LocalDate.of(2026, 6, 1);

  private static NavigableMap<Integer, List<Publication>> season(
      int season, List<Publication> weeks) {
    var seasons = new TreeMap<Integer, List<Publication>>();
    seasons.put(season, weeks);
    return seasons;
  }

  private static PoolForecast forecast(ForecastBook book) {
    return book.forecast(Season.pool("ie"), _ -> Optional.empty(), TODAY);
  }

  @Property(tries = 50)
  void weekByWeekTheSameIsLearnedAsAtOnce(
      @ForAll @Size(min = 1, max = 8) List<@IntRange(max = 120) Integer> invited) {
    List<Publication> weeks =
        Season.of("ie", 2, 100, invited.stream().mapToInt(Integer::intValue).toArray());
    var atOnce = new ForecastBook(2026);
    var weekly = new ForecastBook(2026);

    atOnce.publish(season(2026, weeks));
    for (int known = 0; known <= weeks.size(); known++) {
      weekly.publish(season(2026, weeks.subList(0, known)));
    }

    assertThat(forecast(weekly)).isEqualTo(forecast(atOnce));
    assertThat(forecast(weekly).learnedFrom().publications()).isEqualTo(weeks.size());
  }

  @Test
  void aCorrectionOfAnEarlierWeekIsLearnedInItsPlace() {
    var book = new ForecastBook(2026);
    var corrected = new ForecastBook(2026);

    book.publish(season(2026, Season.of("ie", 1, 100, 90, 90)));
    book.publish(season(2026, Season.of("ie", 1, 100, 20, 20)));
    corrected.publish(season(2026, Season.of("ie", 1, 100, 20, 20)));

    assertThat(forecast(book)).isEqualTo(forecast(corrected));
  }

  @Test
  void earlierSeasonsComeFirstAndLaterOnesAreLeftOut() {
    NavigableMap<Integer, List<Publication>> seasons = new TreeMap<>();
    seasons.put(2025, Season.of("ie", 1, 100, 20, 20, 20, 20, 20, 20));
    seasons.put(2026, Season.of("ie", 1, 100));
    seasons.put(2027, Season.of("ie", 5, 100));
    var alone = new ForecastBook(2026);
    var after = new ForecastBook(2026);

    alone.publish(season(2026, Season.of("ie", 1, 100)));
    after.publish(seasons);

    assertThat(forecast(after).learnedFrom()).isEqualTo(new LearnedFrom(8, 2, 6));
    assertThat(forecast(after).now().orElseThrow().nextRound().value())
        .isLessThan(forecast(alone).now().orElseThrow().nextRound().value() - 0.2);
  }

  @Test
  void aSeasonWithoutPublicationHasNoForecastOfTheSeasonBefore() {
    var book = new ForecastBook(2026);

    book.publish(season(2025, Season.of("ie", 1, 100, 20)));

    assertThat(forecast(book).limits()).containsExactly(Limit.NOT_PUBLISHED);
    assertThat(forecast(book).asOf()).isEmpty();
  }
}
