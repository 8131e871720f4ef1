package org.iecpools.stats.web.page;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.iecpools.domain.Weeks;
import org.iecpools.kit.access.PublicEndpoint;
import org.iecpools.stats.web.page.PageAnswers.Page;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.context.request.ServletWebRequest;

/** Serves the pages of countries. */
@Controller
final class CountryPageController {

  private final PoolLines lines;
  private final Frames frames;
  private final PageAnswers answers;

  CountryPageController(PoolLines lines, Frames frames, PageAnswers answers) {
    this.lines = lines;
    this.frames = frames;
    this.answers = answers;
  }

  /** The pools of a country in a season. */
  @PublicEndpoint
  @GetMapping(PagePaths.SEASON + "/{country}")
  @Nullable ResponseEntity<byte[]> country(
      @PathVariable String language,
      @PathVariable String season,
      @PathVariable String country,
      ServletWebRequest request) {
    Texts in = Frames.texts(language);
    String code = country.toUpperCase(Locale.ROOT);
    int year = PagePaths.year(season);
    return answers.answer(
        request,
        now ->
            lines.knows(year, code)
                ? page(in, year, code, request.getRequest(), now)
                : frames.missing(in, request.getRequest(), now, frames.seasons(in)));
  }

  private Page page(Texts in, int season, String country, HttpServletRequest request, Instant now) {
    List<String> faults = new ArrayList<>();
    Days days = Days.of(request, Weeks.day(now), faults);
    List<PoolLine> shown = lines.of(season, pool -> pool.getCountry().equals(country), days, now);
    Frame frame =
        Frames.numbers(
            in,
            in.text("country.title", in.country(country), Integer.toString(season)),
            in.text("country.description", in.country(country)),
            request,
            Optional.of(season),
            Frames.status(in, days, Optional.of(season), shown, now));
    return new Page(
        HttpStatus.OK, "country.jte", new CountryPage(frame, season, country, shown, days, faults));
  }
}
