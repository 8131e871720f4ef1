package org.iecpools.stats.web.page.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.iecpools.stats.web.page.chart.WeeklyChart.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;

class WeeklyChartTest {

  private static final LocalDate FIRST = LocalDate.of(2026, 1, 9);
  private static final WeekAxis SEASON = new WeekAxis(FIRST, FIRST.plusWeeks(46));
  private static final Caption CAPTION =
      new Caption("candidates", "Candidates", "Candidates in the pool, by week.");

  private static LocalDate week(int number) {
    return FIRST.plusWeeks(number);
  }

  private static Series series(String name, Map<Integer, ? extends Number> byWeek) {
    SortedMap<LocalDate, Number> values = new TreeMap<>();
    byWeek.forEach((number, value) -> values.put(week(number), value));
    return Series.of(name, values);
  }

  private static WeeklyChart chart(Shape shape, Map<Integer, ? extends Number> byWeek) {
    return new WeeklyChart(
        CAPTION, shape, Unit.COUNT, SEASON, series("2026", byWeek), null, List.of());
  }

  private static Drawing drawn(WeeklyChart chart) {
    return Drawing.of(chart.svg(Locale.CANADA)).check();
  }

  @Test
  void itIsNamedAndDescribed() {
    Drawing drawing = drawn(chart(Shape.LINE, Map.of(0, 1)));

    assertThat(drawing.root().getAttribute("aria-labelledby")).isEqualTo("candidates-title");
    assertThat(drawing.root().getAttribute("aria-describedby")).isEqualTo("candidates-desc");
    assertThat(drawing.texts("title")).first().isEqualTo("Candidates");
    assertThat(drawing.texts("desc")).containsExactly("Candidates in the pool, by week.");
  }

  @Test
  void aMissingWeekInterruptsTheLine() {
    Drawing drawing = drawn(chart(Shape.LINE, Map.of(0, 100, 1, 200, 3, 300, 4, 400, 6, 500)));

    assertThat(drawing.only("series", "line").getAttribute("d"))
        .matches("M[^ML]*L[^ML]*M[^ML]*L[^ML]*");
    assertThat(drawing.only("series", "point").getAttribute("cy"))
        .as("the value without a neighbour is a dot, at 500 of 600")
        .isEqualTo("39.7");
  }

  @Test
  void aBarIsAsHighAsItsValueAndZeroHasNone() {
    String path =
        drawn(chart(Shape.BARS, Map.of(0, 100, 1, 0, 2, 50)))
            .only("series", "bars")
            .getAttribute("d");

    assertThat(path)
        .as("from 198 up to 8 for 100, and half as high for 50")
        .matches("M[0-9.]+ 198V8H[0-9.]+V198ZM[0-9.]+ 198V103H[0-9.]+V198Z");
  }

  @Test
  void numbersAndDaysAreWrittenInTheLanguage() {
    WeeklyChart chart = chart(Shape.LINE, Map.of(0, 12_345));

    Drawing english = Drawing.of(chart.svg(Locale.CANADA));
    Drawing french = Drawing.of(chart.svg(Locale.CANADA_FRENCH));

    assertThat(english.textsOf("tick")).contains("15,000", "Jan 9");
    assertThat(english.textsOf("hover")).containsExactly("Jan 9\n2026: 12,345");
    assertThat(french.textsOf("tick")).contains("15\u00A0000", "9 janv.");
    assertThat(french.textsOf("hover")).containsExactly("9 janv.\n2026: 12\u00A0345");
  }

  @Test
  void sharesAreWrittenAsPercent() {
    Drawing drawing =
        drawn(
            new WeeklyChart(
                CAPTION,
                Shape.LINE,
                Unit.SHARE,
                SEASON,
                series("2026", Map.of(0, 0.125)),
                null,
                List.of()));

    assertThat(drawing.textsOf("tick")).contains("0%", "5%", "10%", "15%");
    assertThat(drawing.textsOf("hover").getFirst()).endsWith("2026: 12.5%");
  }

  @Test
  void anEarlierSeasonIsBehindOnTheSameWeeksAndInTheLegend() {
    Series lastSeason =
        Series.of("2025", Map.of(FIRST.minusWeeks(52), 50, FIRST.minusWeeks(53), 7)).later(52);

    Drawing drawing =
        drawn(
            new WeeklyChart(
                CAPTION,
                Shape.LINE,
                Unit.COUNT,
                SEASON,
                series("2026", Map.of(0, 100)),
                lastSeason,
                List.of()));

    assertThat(drawing.textsOf("legend")).containsExactly("2026", "2025");
    assertThat(drawing.textsOf("hover")).containsExactly("Jan 9\n2026: 100\n2025: 50");
    assertThat(
            drawing.withClass("series", "line").stream()
                .filter(e -> e.getTagName().equals("path"))
                .map(e -> e.getAttribute("class")))
        .containsExactly("series earlier line", "series line");
  }

  @Test
  void marksAreVerticalLinesAndPartOfTheDescription() {
    Drawing drawing =
        drawn(
            new WeeklyChart(
                CAPTION,
                Shape.LINE,
                Unit.COUNT,
                SEASON,
                series("2026", Map.of(0, 100)),
                null,
                List.of(
                    new Mark(week(3), Mark.Kind.QUOTA, "quota 12,000"),
                    new Mark(week(4), Mark.Kind.RESTATEMENT, "revised"),
                    new Mark(week(47), Mark.Kind.QUOTA, "after the season"))));

    assertThat(drawing.textsOf("mark")).containsExactly("Jan 30: quota 12,000", "Feb 6: revised");
    assertThat(drawing.withClass("mark", "mark-restatement")).hasSize(1);
    assertThat(drawing.texts("desc").getFirst())
        .isEqualTo("Candidates in the pool, by week. Jan 30: quota 12,000. Feb 6: revised.");
  }

  @Test
  void marksOfOneDayAreNextToEachOther() {
    Drawing drawing =
        drawn(
            new WeeklyChart(
                CAPTION,
                Shape.LINE,
                Unit.COUNT,
                SEASON,
                series("2026", Map.of(0, 100)),
                null,
                List.of(
                    new Mark(week(3), Mark.Kind.QUOTA, "quota 12,000"),
                    new Mark(week(3), Mark.Kind.RESTATEMENT, "revised"))));

    assertThat(
            drawing.withClass("mark").stream()
                .map(mark -> (Element) mark.getElementsByTagName("line").item(0))
                .map(line -> line.getAttribute("x1"))
                .distinct())
        .hasSize(2);
  }

  @ParameterizedTest
  @EnumSource
  void withoutValuesThereAreOnlyAxes(Shape shape) {
    Drawing drawing = drawn(chart(shape, Map.of()));

    assertThat(drawing.textsOf("tick")).startsWith("0", "1");
    assertThat(drawing.withClass("hover")).isEmpty();
    assertThat(drawing.only("series").getAttribute("d")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void allZeroIsDrawnAtTheBottom(Shape shape) {
    Drawing drawing = drawn(chart(shape, Map.of(0, 0, 1, 0)));

    assertThat(drawing.only("series").getAttribute("d"))
        .isEqualTo(shape == Shape.BARS ? "" : "M27.6 198L37.7 198");
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY, 1e19})
  void valuesThatCannotBeDrawnAreRefused(double value) {
    assertThatThrownBy(() -> series("2026", Map.of(0, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2026");
  }

  @Test
  void weeksThatAreNotWholeAreRefused() {
    assertThatThrownBy(() -> new WeekAxis(FIRST, FIRST.plusDays(6)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new WeekAxis(FIRST, FIRST.minusWeeks(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anIdThatIsNotValidIsRefused() {
    assertThatThrownBy(() -> new Caption("a b", "", "")).hasMessageContaining("a b");
  }

  // ---- generated data

  @Property(tries = 300)
  void everythingIsInsideTheViewBoxAndEqualDataGiveEqualText(
      @ForAll Shape shape,
      @ForAll Unit unit,
      @ForAll("weeks") WeekAxis weeks,
      @ForAll("values") @Size(max = 60) Map<Integer, Long> values,
      @ForAll("values") @Size(max = 60) Map<Integer, Long> before,
      @ForAll @Size(max = 5) List<@IntRange(min = -30, max = 500) Integer> marks,
      @ForAll Mark.Kind kind,
      @ForAll String text,
      @ForAll("locales") Locale locale) {
    WeeklyChart chart =
        new WeeklyChart(
            new Caption("id", "x" + text, text),
            shape,
            unit,
            weeks,
            series(text, values),
            before.isEmpty() ? null : series(text, before),
            marks.stream().map(day -> new Mark(FIRST.plusDays(day), kind, text)).toList());

    String svg = chart.svg(locale);

    Drawing drawing = Drawing.of(svg).check();
    assertThat(drawing.textsOf("tick").size()).isBetween(3, 12);
    assertThat(
            new WeeklyChart(
                    chart.caption(),
                    shape,
                    unit,
                    weeks,
                    series(text, new TreeMap<>(values)),
                    chart.earlier(),
                    List.copyOf(chart.marks()))
                .svg(locale))
        .isEqualTo(svg);
  }

  @Provide
  Arbitrary<WeekAxis> weeks() {
    return Arbitraries.integers()
        .between(0, 120)
        .map(more -> new WeekAxis(FIRST, FIRST.plusWeeks(more)));
  }

  @Provide
  Arbitrary<Map<Integer, Long>> values() {
    return Arbitraries.maps(
        Arbitraries.integers().between(-5, 60),
        Arbitraries.oneOf(
            Arbitraries.just(0L),
            Arbitraries.longs().between(0, 20_000),
            Arbitraries.longs().between(0, Long.MAX_VALUE)));
  }

  @Provide
  Arbitrary<Locale> locales() {
    return Arbitraries.of(
        Locale.CANADA, Locale.CANADA_FRENCH, Locale.ROOT, Locale.forLanguageTag("ar-EG"));
  }
}
