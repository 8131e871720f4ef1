package org.iecpools.stats.web.page;

import jakarta.servlet.http.HttpServletRequest;
import java.text.Collator;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.iecpools.events.PoolId;
import org.iecpools.kit.access.PublicEndpoint;
import org.iecpools.stats.web.page.PageAnswers.Page;
import org.iecpools.stats.web.page.chart.ComparisonChart;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.util.UriComponentsBuilder;

/** Serves the comparison of pools and seasons by week. */
@Controller
final class ComparePageController {

  /** Seasons from which a reader can choose, in addition to those in the address. */
  private static final int MOST_SEASONS = 8;

  private final PoolLines lines;
  private final PageAnswers answers;

  ComparePageController(PoolLines lines, PageAnswers answers) {
    this.lines = lines;
    this.answers = answers;
  }

  /** Compares pools and seasons. A form is led to the address that links have. */
  @PublicEndpoint
  @GetMapping("/" + PagePaths.LANGUAGE + "/compare")
  @Nullable ResponseEntity<byte[]> compare(
      @PathVariable String language, ServletWebRequest request) {
    Texts in = Frames.texts(language);
    CompareQuery query = CompareQuery.of(in, request.getRequest());
    if (query.repeated() && query.faults().isEmpty()) {
      return ResponseEntity.status(HttpStatus.FOUND)
          .location(
              UriComponentsBuilder.fromUriString(
                      PagePaths.compare(in.language(), query.pools(), query.seasons()))
                  .build()
                  .toUri())
          .cacheControl(CacheControl.noCache())
          .build();
    }
    return answers.answer(request, now -> page(in, query, request.getRequest(), now));
  }

  private Page page(Texts in, CompareQuery query, HttpServletRequest request, Instant now) {
    List<String> faults = new ArrayList<>(query.faults());
    List<Integer> seasons =
        query.seasons().isEmpty() ? lines.usualSeason(now).stream().toList() : query.seasons();
    List<ComparedLine> compared = lines(in, query.pools(), seasons, now, faults);
    return new Page(
        HttpStatus.OK,
        "compare.jte",
        new ComparePage(
            Frames.fixed(
                in,
                in.text("compare.title"),
                in.text("compare.about"),
                request,
                lines.usualSeason(now)),
            choices(in, offered(seasons)),
            offered(seasons),
            query.pools(),
            seasons,
            faults,
            compared,
            start(seasons).map(first -> ComparedFigure.of(in, compared, first)).orElse(List.of()),
            now));
  }

  /** The newest known seasons and the chosen ones, newest first. */
  private List<Integer> offered(List<Integer> chosen) {
    return Stream.concat(
            lines.seasons().descendingSet().stream().limit(MOST_SEASONS), chosen.stream())
        .distinct()
        .sorted(Comparator.reverseOrder())
        .toList();
  }

  private List<ComparePage.Country> choices(Texts in, List<Integer> seasons) {
    Collator collator = Collator.getInstance(in.language().locale());
    Map<String, List<ComparePage.Choice>> countries = new TreeMap<>(collator::compare);
    seasons.stream()
        .map(lines::pools)
        .flatMap(Collection::stream)
        .collect(Collectors.toMap(ComparedPool::of, Function.identity(), (one, _) -> one))
        .forEach(
            (pool, id) ->
                countries
                    .computeIfAbsent(in.country(pool.country()), _ -> new ArrayList<>())
                    .add(
                        new ComparePage.Choice(
                            pool.text(),
                            in.text("badge.label", in.country(pool.country()), in.category(id)))));
    return countries.entrySet().stream()
        .map(
            country ->
                new ComparePage.Country(
                    country.getKey(),
                    country.getValue().stream()
                        .sorted(Comparator.comparing(ComparePage.Choice::name, collator::compare))
                        .toList()))
        .toList();
  }

  /** The first week of the first chosen season that has any. */
  private Optional<LocalDate> start(List<Integer> seasons) {
    return seasons.stream().map(lines::firstWeek).flatMap(Optional::stream).findFirst();
  }

  /** All chosen pools of the first season, then those of the next one, and so on. */
  private List<ComparedLine> lines(
      Texts in, List<ComparedPool> pools, List<Integer> seasons, Instant now, List<String> faults) {
    List<ComparedLine> compared = new ArrayList<>();
    List<PoolId> tooMany = new ArrayList<>();
    List<PoolId> withoutWeeks = new ArrayList<>();
    for (int season : seasons) {
      for (ComparedPool pool : pools) {
        PoolId id = pool.in(season);
        if (compared.size() == ComparisonChart.MOST) {
          tooMany.add(id);
          continue;
        }
        NavigableMap<LocalDate, PoolWeek> weeks = PoolWeek.of(lines.weeks(id, Days.LIVE, now));
        Optional<PoolLine> line = weeks.isEmpty() ? Optional.empty() : lines.of(id, Days.LIVE, now);
        if (line.isEmpty()) {
          withoutWeeks.add(id);
        } else {
          compared.add(
              new ComparedLine(compared.size(), line.get().row(), moved(weeks, season, seasons)));
        }
      }
    }
    addFault(in, "compare.tooManyLines", tooMany, faults);
    addFault(in, "compare.withoutWeeks", withoutWeeks, faults);
    return compared;
  }

  private NavigableMap<LocalDate, PoolWeek> moved(
      NavigableMap<LocalDate, PoolWeek> weeks, int season, List<Integer> seasons) {
    return PoolWeek.later(
        weeks,
        ChronoUnit.WEEKS.between(
            lines.firstWeek(season).orElseThrow(), start(seasons).orElseThrow()));
  }

  private static void addFault(Texts in, String key, List<PoolId> pools, List<String> faults) {
    if (!pools.isEmpty()) {
      faults.add(
          in.text(
              key,
              pools.stream().map(in::title).collect(Collectors.joining("; ")),
              ComparisonChart.MOST));
    }
  }
}
