package org.iecpools.stats.web.page;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.iecpools.kit.access.PublicEndpoint;
import org.iecpools.stats.domain.Dashboard;
import org.iecpools.stats.domain.DoubleEntry;
import org.iecpools.stats.domain.Publications;
import org.iecpools.stats.domain.Rebuilds;
import org.iecpools.stats.domain.Row;
import org.iecpools.stats.domain.View;
import org.iecpools.stats.stream.PublishedValues;
import org.iecpools.stats.web.page.PageAnswers.Page;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.context.request.ServletWebRequest;

/** Serves the status page: what operators and careful readers ask about the numbers. */
@Controller
final class StatusPageController {

  private final Dashboard dashboard;
  private final DoubleEntry draws;
  private final Rebuilds rebuilds;
  private final Publications publications;
  private final PublishedValues published;
  private final PageAnswers answers;

  StatusPageController(
      Dashboard dashboard,
      DoubleEntry draws,
      Rebuilds rebuilds,
      Publications publications,
      PublishedValues published,
      PageAnswers answers) {
    this.dashboard = dashboard;
    this.draws = draws;
    this.rebuilds = rebuilds;
    this.publications = publications;
    this.published = published;
    this.answers = answers;
  }

  /** Anomalies, double entry, rebuilds, publications here and those that were read. */
  @PublicEndpoint
  @GetMapping("/" + PagePaths.LANGUAGE + "/status")
  @Nullable ResponseEntity<byte[]> status(
      @PathVariable String language, ServletWebRequest request) {
    return answers.answer(request, now -> page(language, request, now));
  }

  private Page page(String language, ServletWebRequest request, Instant now) {
    Optional<Integer> season = dashboard.usualSeason(now);
    List<Row> odd =
        season
            .map(year -> dashboard.rows(year, _ -> true, View.live(now)))
            .orElse(List.of())
            .stream()
            .filter(row -> !row.anomalies().isEmpty())
            .toList();
    Frame frame = Frames.plain(Frames.texts(language), "status", request.getRequest(), season);
    return new Page(
        HttpStatus.OK,
        "status.jte",
        new StatusPage(
            frame,
            season,
            odd,
            draws.totals(),
            rebuilds.state(),
            season.flatMap(year -> publications.lastWeek(dashboard, year)),
            ReadPublications.of(published, dashboard::seasonState, now)));
  }
}
