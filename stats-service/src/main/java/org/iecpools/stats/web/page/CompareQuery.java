package org.iecpools.stats.web.page;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.iecpools.domain.SeasonWindow;

/**
 * What the address of a comparison selects. Nothing in it is refused: a value that cannot be used
 * is ignored and named, so that a mistyped link still shows the rest.
 *
 * @param pools the pools, up to {@link #MOST}
 * @param seasons the seasons, up to {@link #MOST}
 * @param faults what was ignored, in sentences
 * @param repeated whether a parameter was given more than once, as a form does
 */
record CompareQuery(
    List<ComparedPool> pools, List<Integer> seasons, List<String> faults, boolean repeated) {

  /** Maximum number of pools, and of seasons. */
  static final int MOST = 4;

  /** Values of a parameter after these are not read. */
  private static final int MOST_VALUES = 40;

  /** What is shown of a value that cannot be used. */
  private static final int LONGEST_VALUE = 40;

  /** Reads the parameters of a request. */
  static CompareQuery of(Texts in, HttpServletRequest request) {
    List<String> faults = new ArrayList<>();
    List<ComparedPool> pools =
        read(in, request, "pools", ComparedPool::of, ComparedPool::text, faults);
    List<Integer> seasons =
        read(in, request, "seasons", CompareQuery::season, season -> season.toString(), faults);
    return new CompareQuery(
        pools,
        seasons,
        List.copyOf(faults),
        Stream.of("pools", "seasons").anyMatch(name -> values(request, name).length > 1));
  }

  private static String[] values(HttpServletRequest request, String parameter) {
    return Objects.requireNonNullElse(request.getParameterValues(parameter), new String[0]);
  }

  private static <T> List<T> read(
      Texts in,
      HttpServletRequest request,
      String parameter,
      Function<String, Optional<T>> parse,
      Function<T, String> text,
      List<String> faults) {
    List<T> found = new ArrayList<>();
    List<String> unusable = new ArrayList<>();
    Arrays.stream(values(request, parameter))
        .flatMap(value -> Arrays.stream(value.split(",")))
        .map(String::strip)
        .filter(value -> !value.isEmpty())
        .distinct()
        .limit(MOST_VALUES)
        .forEach(
            value -> parse.apply(value).ifPresentOrElse(found::add, () -> unusable.add(value)));
    if (!unusable.isEmpty()) {
      faults.add(in.text("compare.unusable." + parameter, shown(unusable)));
    }
    List<T> distinct = found.stream().distinct().toList();
    if (distinct.size() <= MOST) {
      return distinct;
    }
    faults.add(
        in.text(
            "compare.tooMany." + parameter,
            MOST,
            shown(distinct.stream().skip(MOST).map(text).toList())));
    return distinct.subList(0, MOST);
  }

  private static String shown(List<String> values) {
    String texts =
        String.join(
            ", ",
            values.stream()
                .limit(MOST)
                .map(value -> value.substring(0, Math.min(LONGEST_VALUE, value.length())))
                .toList());
    return values.size() > MOST ? texts + ", …" : texts;
  }

  private static Optional<Integer> season(String text) {
    return Optional.of(text)
        .filter(digits -> digits.matches("[0-9]{4}"))
        .map(Integer::valueOf)
        .filter(SeasonWindow::isSeason);
  }
}
