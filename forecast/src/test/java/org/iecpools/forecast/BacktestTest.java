package org.iecpools.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.iecpools.feed.Publication;
import org.iecpools.feed.PublishedRow;
import org.iecpools.forecast.Score.Measures;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class BacktestTest {

  private static Measures measures(Score score, Method method) {
    return Objects.requireNonNull(score.measures().get(method));
  }

  @Test
  void theScoresAreThoseOfTheDefinition() {
    // Shares 0.5, 0.25 and 1; the word is "Fair", so IRCC's forecast is 0.5.
    BacktestResult result = Backtest.of(Season.of("ie", 3, 100, 50, 25, 100));

    assertThat(result.nextRound().poolWeeks()).as("with a share of the week before").isEqualTo(2);
    assertThat(result.everyPoolWeek().poolWeeks()).isEqualTo(3);
    assertThat(measures(result.nextRound(), Method.IRCC).brier())
        .isCloseTo((0.0625 + 0.25) / 2, within(1e-12));
    assertThat(measures(result.nextRound(), Method.LAST_WEEK).brier())
        .isCloseTo((0.0625 + 0.5625) / 2, within(1e-12));
    assertThat(measures(result.nextRound(), Method.CLIMATOLOGY).brier())
        .isCloseTo((0.0625 + 0.390625) / 2, within(1e-12));
    assertThat(measures(result.nextRound(), Method.IRCC).logScore())
        .isCloseTo(Math.log(2), within(1e-12));
    assertThat(measures(result.nextRound(), Method.LAST_WEEK).logScore())
        .isCloseTo((Math.log(2) - Math.log(0.25)) / 2, within(1e-12));
  }

  @Test
  void forecastsOfZeroAndOneAreClippedInTheLogScore() {
    BacktestResult result = Backtest.of(Season.of("ie", 1, 100, 0, 100));

    assertThat(measures(result.nextRound(), Method.LAST_WEEK).logScore())
        .isCloseTo(-Math.log(Score.CLIP), within(1e-12));
    assertThat(measures(result.nextRound(), Method.LAST_WEEK).brier()).isEqualTo(1);
  }

  @Test
  void candidatesWeigh() {
    List<Publication> weeks =
        List.of(
            Season.week(0, Season.row("ie", 3, 0, 300, "9"), Season.row("fr", 3, 0, 100, "9")),
            Season.week(1, Season.row("ie", 3, 150, 300, "9"), Season.row("fr", 3, 50, 100, "9")),
            Season.week(2, Season.row("ie", 3, 450, 300, "9"), Season.row("fr", 3, 100, 1, "9")));

    Measures ircc = measures(Backtest.of(weeks).nextRound(), Method.IRCC);

    assertThat(ircc.brier()).isCloseTo(0.125, within(1e-12));
    assertThat(ircc.weightedBrier()).isCloseTo(0.25 * 0.75, within(1e-12));
  }

  @Test
  void theSeasonsResultIsThatOfACandidateWhoStays() {
    // From the first week: 1 - 0.5 * 0.75; from the second: 0.25.
    BacktestResult result = Backtest.of(Season.of("ie", 3, 100, 50, 25));

    // IRCC's 0.5 compounds to 0.75 over the two rounds.
    assertThat(measures(result.season(), Method.IRCC).brier())
        .isCloseTo((Math.pow(0.75 - 0.625, 2) + Math.pow(0.5 - 0.25, 2)) / 2, within(1e-12));
  }

  @Test
  void aWeekThatIsTooLongIsNotCompared() {
    List<Publication> weeks = new ArrayList<>(Season.of("ie", 3, 100, 50, 25, 20, 10, 30));
    weeks.remove(2);

    BacktestResult result = Backtest.of(weeks);

    assertThat(result.everyPoolWeek().poolWeeks()).isEqualTo(4);
    assertThat(result.nextRound().poolWeeks()).as("neither the long week nor the next").isOne();
  }

  @Test
  void aPoolWithoutSomeWordIsScored() {
    assertThat(Backtest.of(Season.of("ie", 0, 100, 50, 25)).nextRound().poolWeeks()).isOne();
  }

  @Test
  void ofTwoPublicationsWithOneDateTheFirstIsUsed() {
    List<Publication> weeks = new ArrayList<>(Season.of("ie", 3, 100, 50, 25));
    weeks.add(Season.week(1, Season.row("ie", 3, 7, 100, "1,000")));

    BacktestResult result = Backtest.of(weeks);

    assertThat(result.publications()).isEqualTo(3);
    assertThat(result.everyPoolWeek()).isEqualTo(Backtest.of(weeks.subList(0, 3)).everyPoolWeek());
    assertThat(result.notes())
        .containsExactly(
            "Two publications state 2026-02-13 and differ in 1 pools, so one of the dates is wrong."
                + " The one that was read first is used.");
  }

  @Test
  void aWeekThatRepeatsTheOneBeforeIsLeftOut() {
    List<Publication> weeks = new ArrayList<>();
    for (int week : new int[] {0, 1, 3}) {
      weeks.add(fivePools(week, week));
    }
    BacktestResult without = Backtest.of(weeks);
    weeks.add(fivePools(2, 1));

    BacktestResult result = Backtest.of(weeks);

    assertThat(result.everyPoolWeek()).isEqualTo(without.everyPoolWeek());
    assertThat(result.notes())
        .containsExactly(
            "All rows of 2026-02-20 are those of 2026-02-13, so it may be the earlier week under a"
                + " new date. It is left out.");
  }

  private static Publication fivePools(int week, int figuresOf) {
    return Season.week(
        week,
        Stream.of("ie", "fr", "at", "be", "it")
            .map(code -> Season.row(code, 3, figuresOf * 10, 100, "9"))
            .toArray(PublishedRow[]::new));
  }

  /** Far more than the programme has; the time and memory of the model grow with their number. */
  @Test
  void manyPoolsAreScored() {
    List<Publication> weeks =
        IntStream.range(0, 3).mapToObj(week -> manyPools(week, 2_000)).toList();

    assertThat(Backtest.of(weeks).nextRound().poolWeeks()).isEqualTo(2_000);
  }

  private static Publication manyPools(int week, int pools) {
    return Season.week(
        week,
        IntStream.range(0, pools)
            .mapToObj(pool -> Season.row("p" + pool, 3, week * (pool % 90), 100, "9"))
            .toArray(PublishedRow[]::new));
  }

  @Test
  void noPublicationsGiveNoScores() {
    BacktestResult result = Backtest.of(List.of());

    assertThat(result.nextRound().measures()).isEmpty();
    assertThat(result.coverage()).isEmpty();
  }

  /** The forecasts of the first weeks are the same whatever comes later. */
  @Property(tries = 50)
  void aForecastDoesNotDependOnLaterWeeks(
      @ForAll @Size(4) List<@IntRange(max = 200) Integer> first,
      @ForAll @Size(3) List<@IntRange(max = 200) Integer> later,
      @ForAll @Size(3) List<@IntRange(max = 200) Integer> otherwise) {
    assertThat(firstMonth(first, later)).isEqualTo(firstMonth(first, otherwise));
  }

  private static Score firstMonth(List<Integer> first, List<Integer> later) {
    var invited = new ArrayList<>(first);
    invited.addAll(later);
    int[] weeks = invited.stream().mapToInt(Integer::intValue).toArray();
    // Four pool-weeks begin in February; the shares of the later ones are only known in March.
    return Backtest.of(Season.of("ie", 2, 100, weeks)).everyPoolWeek().months().getFirst();
  }

  @Test
  void theMonthsAreThoseInWhichPoolWeeksBegin() {
    assertThat(
            Backtest.of(Season.of("ie", 2, 100, 1, 2, 3, 4, 5)).everyPoolWeek().months().stream()
                .map(month -> month.label() + " " + month.poolWeeks()))
        .containsExactly("2026-02 4", "2026-03 1");
  }

  @Test
  void thePictureIsWellFormed() throws Exception {
    String svg =
        CalibrationPicture.svg(Backtest.of(Season.of("ie", 2, 100, 70, 60, 80)).calibration());

    var document =
        DocumentBuilderFactory.newDefaultInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(svg)));

    assertThat(document.getElementsByTagName("circle").getLength()).isPositive();
  }
}
