package org.iecpools.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.iecpools.feed.ChanceWord;
import org.iecpools.feed.Publication;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ForecasterTest {

  private static final LocalDate END = LocalDate.of(2026, 10, 2);

  private static Forecaster after(List<Publication> publications) {
    var forecaster = new Forecaster();
    publications.forEach(forecaster::publish);
    return forecaster;
  }

  private static Forecast forecast(List<Publication> publications, String country) {
    return after(publications).forecast(Season.pool(country), END).orElseThrow();
  }

  private static int[] repeated(int value, int times) {
    return Collections.nCopies(times, value).stream().mapToInt(Integer::intValue).toArray();
  }

  @ParameterizedTest
  @EnumSource(value = ChanceWord.class, names = "NOT_APPLICABLE", mode = EnumSource.Mode.EXCLUDE)
  void withoutHistoryAForecastIsInTheBandOfTheWord(ChanceWord word) {
    Forecast forecast = forecast(Season.of("ie", word.code(), 100), "ie");

    assertThat(forecast.nextRound()).isCloseTo(word.middle().orElseThrow(), within(0.1));
    assertThat(forecast.nextRoundInterval().contains(forecast.nextRound())).isTrue();
  }

  @Test
  void aPoolWhoseWordIsOftenWrongIsLearned() {
    List<Publication> weeks = Season.of("ie", 1, 100, repeated(25, 10));

    assertThat(forecast(weeks, "ie").nextRound()).isCloseTo(0.25, within(0.1));
  }

  @Test
  void whatAWordMeansIsLearnedForOtherPools() {
    List<Publication> weeks =
        IntStream.range(0, 8)
            .mapToObj(
                week ->
                    Season.week(
                        week,
                        Season.row("ie", 3, week * 20, 100, "9"),
                        Season.row("fr", 3, week * 20, 100, "9"),
                        Season.row("at", 3, week * 20, 100, "9"),
                        Season.row("be", 3, week * 20, week == 7 ? 100 : 0, "9")))
            .toList();

    assertThat(forecast(weeks, "be").nextRound())
        .isLessThan(forecast(List.of(weeks.getFirst()), "ie").nextRound())
        .isGreaterThan(0.2);
  }

  @Test
  void aPoolThatNoLongerHasRoundsIsLearned() {
    int[] invited = repeated(100, 12);
    for (int week = 7; week < 12; week++) {
      invited[week] = 0;
    }

    assertThat(forecast(Season.of("ie", 1, 100, invited), "ie").nextRound()).isLessThan(0.35);
  }

  @Test
  void anEmptyOrUnknownPoolHasNoForecast() {
    Forecaster forecaster = after(Season.of("ie", 1, 0));

    assertThat(forecaster.forecast(Season.pool("ie"), END)).isEmpty();
    assertThat(forecaster.forecast(Season.pool("fr"), END)).isEmpty();
    assertThat(new Forecaster().forecast(Season.pool("ie"), END)).isEmpty();
  }

  @Test
  void publicationsComeInTheirOrder() {
    List<Publication> weeks = Season.of("ie", 1, 100, 10);

    assertThatThrownBy(() -> after(weeks.reversed()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a publication of 2026-02-06 after one of 2026-02-13");
  }

  @Test
  void theSeasonsChanceIsLimitedByTheSpots() {
    Publication few = Season.week(0, Season.row("ie", 5, 0, 1000, "6"));
    Publication many = Season.week(0, Season.row("ie", 5, 0, 1000, "9000"));

    Forecast limited = forecast(List.of(few), "ie");
    Forecast open = forecast(List.of(many), "ie");

    assertThat(limited.nextRound()).isEqualTo(open.nextRound());
    // 6 spots for 10 invitations, of 1,000 candidates
    assertThat(limited.season())
        .isCloseTo(limited.nextRound() + 0.01 * (1 - limited.nextRound()), within(1e-9));
    assertThat(open.season()).isCloseTo(1 - Math.pow(1 - open.nextRound(), 34), within(1e-9));
  }

  @Property(tries = 100)
  void everyForecastIsAChanceInItsIntervalsOrder(
      @ForAll @IntRange(max = 5) int word,
      @ForAll @IntRange(min = 1, max = 500) int candidates,
      @ForAll @Size(max = 12) List<@IntRange(max = 600) Integer> invited) {
    int[] weeks = invited.stream().mapToInt(Integer::intValue).toArray();
    List<Publication> season = Season.of("ie", word, candidates, weeks);

    Forecast forecast = forecast(season, "ie");

    assertThat(forecast.nextRound()).isBetween(0.0, 1.0);
    assertThat(forecast.nextRoundInterval().contains(forecast.nextRound())).isTrue();
    assertThat(forecast.seasonInterval().contains(forecast.season())).isTrue();
    assertThat(forecast.season()).isBetween(forecast.nextRound() - 1e-9, 1.0);
    assertThat(forecast.seasonInterval().low())
        .isGreaterThanOrEqualTo(forecast.nextRoundInterval().low() - 1e-9);
    assertThat(forecast).as("deterministic").isEqualTo(forecast(season, "ie"));
  }
}
