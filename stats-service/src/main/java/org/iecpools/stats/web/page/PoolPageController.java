package org.iecpools.stats.web.page;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.iecpools.domain.SeasonWindow;
import org.iecpools.domain.Weeks;
import org.iecpools.events.PoolId;
import org.iecpools.kit.access.PublicEndpoint;
import org.iecpools.stats.domain.Dashboard;
import org.iecpools.stats.domain.Publications;
import org.iecpools.stats.domain.Row;
import org.iecpools.stats.domain.View;
import org.iecpools.stats.web.page.PageAnswers.Page;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.context.request.ServletWebRequest;

/** Serves the pages of pools. */
@Controller
final class PoolPageController {

  private final Dashboard dashboard;
  private final Publications publications;
  private final PoolLines lines;
  private final Frames frames;
  private final PageAnswers answers;

  PoolPageController(
      Dashboard dashboard,
      Publications publications,
      PoolLines lines,
      Frames frames,
      PageAnswers answers) {
    this.dashboard = dashboard;
    this.publications = publications;
    this.lines = lines;
    this.frames = frames;
    this.answers = answers;
  }

  /** A general pool. */
  @PublicEndpoint
  @GetMapping(PagePaths.SEASON + "/{country}/{category}")
  @Nullable ResponseEntity<byte[]> general(
      @PathVariable String language,
      @PathVariable String season,
      @PathVariable String country,
      @PathVariable String category,
      ServletWebRequest request) {
    return answer(language, season, country, category, null, request);
  }

  /** A pool with a special stream. */
  @PublicEndpoint
  @GetMapping(PagePaths.SEASON + "/{country}/{category}/{stream}")
  @Nullable ResponseEntity<byte[]> special(
      @PathVariable String language,
      @PathVariable String season,
      @PathVariable String country,
      @PathVariable String category,
      @PathVariable String stream,
      ServletWebRequest request) {
    return answer(language, season, country, category, stream, request);
  }

  private @Nullable ResponseEntity<byte[]> answer(
      String language,
      String season,
      String country,
      String category,
      @Nullable String stream,
      ServletWebRequest request) {
    Texts in = Frames.texts(language);
    return answers.answer(
        request,
        now ->
            PagePaths.pool(season, country, category, stream)
                .filter(pool -> lines.knows(pool, now))
                .map(pool -> page(in, pool, request.getRequest(), now))
                .orElseGet(
                    () ->
                        frames.missing(
                            language,
                            request.getRequest(),
                            now,
                            frames.pools(in, PagePaths.year(season), country, now))));
  }

  private Page page(Texts in, PoolId pool, HttpServletRequest request, Instant now) {
    List<String> faults = new ArrayList<>();
    Days days = Days.of(request, Weeks.day(now), faults);
    List<PoolLine> line = lines.of(pool.getSeason(), pool::equals, days, now);
    View view = days.widest(now);
    Frame frame =
        Frames.numbers(
            in,
            in.title(pool),
            in.text("pool.description"),
            request,
            Optional.of(pool.getSeason()),
            Frames.status(in, days, Optional.of(pool.getSeason()), line, now));
    List<Row> earlier = before(pool, view.at());
    return new Page(
        HttpStatus.OK,
        "pool.jte",
        new PoolPage(
            frame,
            pool,
            line.stream().findFirst(),
            days,
            faults,
            figures(in, pool, days, view.at(), earlier),
            !earlier.isEmpty(),
            dashboard.rounds(pool, view),
            line.stream().findFirst().map(known -> known.row().asOf()).orElse(view.at())));
  }

  private List<WeeklyFigure> figures(
      Texts in, PoolId pool, Days days, Instant end, List<Row> earlier) {
    List<Row> published = publications.history(pool, days.publishedUntil().orElse(end));
    List<Row> history =
        days.knownAt().isPresent()
            ? published.stream().filter(row -> !row.asOf().isAfter(days.view(end).at())).toList()
            : dashboard.history(pool, end);
    return WeeklyFigure.of(in, pool.getSeason(), history, earlier, published);
  }

  /** The rows of the pool in the season before; empty if it was not offered then. */
  private List<Row> before(PoolId pool, Instant end) {
    PoolId before = PoolId.newBuilder(pool).setSeason(pool.getSeason() - 1).build();
    return SeasonWindow.isSeason(before.getSeason()) && dashboard.knows(before)
        ? dashboard.history(before, end)
        : List.of();
  }
}
