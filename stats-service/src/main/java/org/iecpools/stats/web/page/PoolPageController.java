package org.iecpools.stats.web.page;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.iecpools.domain.SeasonWindow;
import org.iecpools.domain.Weeks;
import org.iecpools.events.PoolId;
import org.iecpools.kit.access.PublicEndpoint;
import org.iecpools.stats.domain.Dashboard;
import org.iecpools.stats.domain.View;
import org.iecpools.stats.web.Forecasts;
import org.iecpools.stats.web.Origin;
import org.iecpools.stats.web.TableRow;
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
  private final Forecasts forecasts;
  private final PoolLines lines;
  private final Frames frames;
  private final PageAnswers answers;

  PoolPageController(
      Dashboard dashboard,
      Forecasts forecasts,
      PoolLines lines,
      Frames frames,
      PageAnswers answers) {
    this.dashboard = dashboard;
    this.forecasts = forecasts;
    this.lines = lines;
    this.frames = frames;
    this.answers = answers;
  }

  /** A pool. */
  @PublicEndpoint
  @GetMapping({PoolAddress.POOL, PoolAddress.STREAM})
  @Nullable ResponseEntity<byte[]> pool(
      @PathVariable Map<String, String> path, ServletWebRequest request) {
    PoolAddress address = PoolAddress.of(path);
    Texts in = address.texts();
    return answers.answer(
        request,
        now ->
            address
                .pool()
                .filter(pool -> lines.knows(pool, now))
                .map(pool -> page(in, pool, request.getRequest(), now))
                .orElseGet(
                    () -> frames.missing(in, request.getRequest(), now, frames.pools(address))));
  }

  private Page page(Texts in, PoolId pool, HttpServletRequest request, Instant now) {
    List<String> faults = new ArrayList<>();
    Days days = Days.of(request, Weeks.day(now), faults);
    Optional<PoolLine> line = lines.of(pool, days, now);
    View view = days.widest(now);
    Frame plain =
        Frames.numbers(
            in,
            in.title(pool),
            in.text("pool.description"),
            request,
            Optional.of(pool.getSeason()),
            Frames.status(in, days, Optional.of(pool.getSeason()), line.stream().toList(), now));
    Frame frame =
        days.equals(Days.LIVE)
            ? line.map(live -> plain.with(preview(in, live, request))).orElse(plain)
            : plain;
    List<TableRow> earlier = before(pool, view.at());
    return new Page(
        HttpStatus.OK,
        "pool.jte",
        new PoolPage(
            frame,
            pool,
            line,
            days,
            faults,
            figures(in, pool, days, now, earlier),
            !earlier.isEmpty(),
            days.equals(Days.LIVE)
                ? Optional.of(new ForecastSection(in, forecasts.forecast(pool, now)))
                : Optional.empty(),
            dashboard.rounds(pool, view),
            line.map(known -> known.row().asOf()).orElse(view.at())));
  }

  private static Frame.Preview preview(Texts in, PoolLine line, HttpServletRequest request) {
    PoolAnswer answer = new PoolAnswer(in, line);
    String origin = Origin.of(request);
    String page = PagePaths.pool(in.language(), line.pool());
    return new Frame.Preview(
        origin + page,
        origin + "/share" + page + ".png",
        Stream.concat(answer.state().stream(), Stream.of(answer.chance(), answer.waiting()))
            .collect(Collectors.joining(" ")));
  }

  private List<WeeklyFigure> figures(
      Texts in, PoolId pool, Days days, Instant now, List<TableRow> earlier) {
    return WeeklyFigure.of(
        in,
        pool.getSeason(),
        lines.weeks(pool, days, now),
        earlier,
        lines.publishedWeeks(pool, days, now));
  }

  /** The rows of the pool in the season before; empty if it was not offered then. */
  private List<TableRow> before(PoolId pool, Instant end) {
    PoolId before = PoolId.newBuilder(pool).setSeason(pool.getSeason() - 1).build();
    return SeasonWindow.isSeason(before.getSeason())
        ? lines.weeks(before, Days.LIVE, end)
        : List.of();
  }
}
