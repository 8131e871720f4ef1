package org.iecpools.stats.web.page.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

class ComparisonChartTest {

  private static final LocalDate FIRST = LocalDate.of(2026, 1, 9);
  private static final WeekAxis SEASON = new WeekAxis(FIRST, FIRST.plusWeeks(39));

  private static ComparisonChart chart(List<Map<Integer, Long>> lines) {
    List<Series> series = new ArrayList<>();
    for (Map<Integer, Long> line : lines) {
      Map<LocalDate, Long> values = new TreeMap<>();
      line.forEach((week, value) -> values.put(FIRST.plusWeeks(week), value));
      series.add(Series.of(Character.toString('A' + series.size()), values));
    }
    return new ComparisonChart(
        new Caption("c", "Candidates", "By week."),
        Unit.COUNT,
        SEASON,
        series,
        week -> "Week " + week);
  }

  private static Drawing drawn(List<Map<Integer, Long>> lines) {
    return Drawing.of(chart(lines).svg(Locale.CANADA)).check();
  }

  @Test
  void everyLineHasAStyleOfItsOwnAndItsNameAtItsEnd() {
    Drawing drawing = drawn(List.of(Map.of(0, 10L, 1, 20L), Map.of(0, 5L, 1, 0L, 5, 1L)));

    assertThat(drawing.withClass("series", "line").stream().map(e -> e.getAttribute("class")))
        .containsExactly("series line line-1", "series line line-2");
    assertThat(drawing.only("series", "point", "line-2").getAttribute("cy"))
        .as("a value without neighbour")
        .isNotEmpty();
    assertThat(drawing.textsOf("name")).containsExactly("A", "B");
    assertThat(Double.parseDouble(drawing.only("name", "line-2").getAttribute("x")))
        .as("the second line is longer")
        .isGreaterThan(Double.parseDouble(drawing.only("name", "line-1").getAttribute("x")));
  }

  @Test
  void weeksAreNumbered() {
    Drawing drawing = drawn(List.of(Map.of(0, 1_000L), Map.of(0, 2L)));

    assertThat(drawing.textsOf("tick")).contains("1", "7", "13", "37");
    assertThat(drawing.textsOf("hover")).containsExactly("Week 1\nA: 1,000\nB: 2");
  }

  @Test
  void aSeventhLineIsRefused() {
    assertThatThrownBy(() -> chart(IntStream.range(0, 7).mapToObj(_ -> Map.of(0, 1L)).toList()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Property(tries = 300)
  void namesAreApartAndEverythingIsInsideTheViewBox(
      @ForAll("lines") List<Map<Integer, Long>> lines) {
    List<Element> names = drawn(lines).withClass("name");

    for (Element one : names) {
      for (Element other : names) {
        assertThat(one == other || apart(one, other, "x") >= 16 || apart(one, other, "y") >= 15.9)
            .as("%s and %s", one.getTextContent(), other.getTextContent())
            .isTrue();
      }
    }
    assertThat(new HashSet<>(names.stream().map(Element::getTextContent).toList()))
        .hasSameSizeAs(names);
  }

  private static double apart(Element one, Element other, String coordinate) {
    return Math.abs(
        Double.parseDouble(one.getAttribute(coordinate))
            - Double.parseDouble(other.getAttribute(coordinate)));
  }

  @Provide
  Arbitrary<List<Map<Integer, Long>>> lines() {
    return Arbitraries.maps(
            Arbitraries.integers().between(-5, 50),
            Arbitraries.oneOf(
                Arbitraries.longs().between(0, 3), Arbitraries.longs().between(0, 20_000)))
        .ofMaxSize(40)
        .list()
        .ofMaxSize(ComparisonChart.MOST);
  }
}
