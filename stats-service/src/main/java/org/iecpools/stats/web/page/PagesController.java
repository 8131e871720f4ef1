package org.iecpools.stats.web.page;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import org.iecpools.domain.SeasonWindow;
import org.iecpools.domain.Weeks;
import org.iecpools.events.PoolId;
import org.iecpools.kit.access.PublicEndpoint;
import org.iecpools.stats.web.page.PageAnswers.Page;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.util.UriComponentsBuilder;

/** Serves the start page, the seasons' tables, and the pages without numbers. */
@Controller
final class PagesController {

  private final PoolLines lines;
  private final Frames frames;
  private final PageAnswers answers;

  PagesController(PoolLines lines, Frames frames, PageAnswers answers) {
    this.lines = lines;
    this.frames = frames;
    this.answers = answers;
  }

  /** Leads to the start page in the browser's language; links of earlier versions keep working. */
  @PublicEndpoint
  @GetMapping("/")
  ResponseEntity<Void> start(HttpServletRequest request) {
    Language language = Language.preferred(request.getHeader(HttpHeaders.ACCEPT_LANGUAGE));
    String season = Objects.requireNonNullElse(request.getParameter("season"), "");
    UriComponentsBuilder address = UriComponentsBuilder.fromPath("/" + language.code());
    if (season.matches("\\d{4}")) {
      address.pathSegment(season);
    }
    for (String name : SeasonQuery.PARAMETERS) {
      Optional.ofNullable(request.getParameter(name))
          .ifPresent(
              value ->
                  address.queryParam(name, "{" + name + "}").uriVariables(Map.of(name, value)));
    }
    return ResponseEntity.status(HttpStatus.FOUND)
        .location(address.encode().build().toUri())
        .header(HttpHeaders.VARY, HttpHeaders.ACCEPT_LANGUAGE)
        .cacheControl(CacheControl.noCache())
        .build();
  }

  /** The table of the current season. */
  @PublicEndpoint
  @GetMapping("/" + PagePaths.LANGUAGE)
  @Nullable ResponseEntity<byte[]> current(
      @PathVariable String language, ServletWebRequest request) {
    return answers.answer(
        request, now -> season(language, lines.usualSeason(now), request.getRequest(), now));
  }

  /** The table of a season. */
  @PublicEndpoint
  @GetMapping(PagePaths.SEASON)
  @Nullable ResponseEntity<byte[]> season(
      @PathVariable String language, @PathVariable String season, ServletWebRequest request) {
    int year = PagePaths.year(season);
    return answers.answer(
        request,
        now ->
            SeasonWindow.isSeason(year)
                ? season(language, Optional.of(year), request.getRequest(), now)
                : missing(language, request.getRequest(), now));
  }

  /** Explains the terms. */
  @PublicEndpoint
  @GetMapping("/" + PagePaths.LANGUAGE + "/how-it-works")
  @Nullable ResponseEntity<byte[]> howItWorks(
      @PathVariable String language, ServletWebRequest request) {
    return plain(language, "how-it-works", "howItWorks", request);
  }

  /** The method of forecasts, and how good it was. */
  @PublicEndpoint
  @GetMapping("/" + PagePaths.LANGUAGE + "/method")
  @Nullable ResponseEntity<byte[]> method(
      @PathVariable String language, ServletWebRequest request) {
    return answers.answer(
        request,
        now ->
            new Page(
                HttpStatus.OK,
                "method.jte",
                new MethodPage(plain(language, "method", request.getRequest(), now))));
  }

  /** Downloads and the API. */
  @PublicEndpoint
  @GetMapping("/" + PagePaths.LANGUAGE + "/data")
  @Nullable ResponseEntity<byte[]> data(@PathVariable String language, ServletWebRequest request) {
    return plain(language, "data", "data", request);
  }

  /** How to hear of changes. */
  @PublicEndpoint
  @GetMapping("/" + PagePaths.LANGUAGE + "/follow")
  @Nullable ResponseEntity<byte[]> follow(
      @PathVariable String language, ServletWebRequest request) {
    Texts in = Frames.texts(language);
    return answers.answer(
        request,
        now -> {
          Optional<Integer> season = lines.usualSeason(now);
          return new Page(
              HttpStatus.OK,
              "follow.jte",
              new FollowPage(
                  Frames.plain(in, "follow", request.getRequest(), season),
                  season.map(year -> feeds(in, year)).orElse(List.of()),
                  season
                      .flatMap(year -> lines.pools(year).stream().findFirst())
                      .map(PagePaths::forecast)));
        });
  }

  /** The feeds of the countries of a season. */
  private List<Link> feeds(Texts in, int season) {
    return lines.pools(season).stream()
        .map(PoolId::getCountry)
        .distinct()
        .map(country -> new Link(PagePaths.feed(in.language(), country), in.country(country)))
        .toList();
  }

  /** Checks the proof of a ticket in the browser. */
  @PublicEndpoint
  @GetMapping("/" + PagePaths.LANGUAGE + "/verify")
  @Nullable ResponseEntity<byte[]> verify(
      @PathVariable String language, ServletWebRequest request) {
    return plain(language, "verify", "verify", request);
  }

  /** Every other path below a language. */
  @PublicEndpoint
  @GetMapping("/" + PagePaths.LANGUAGE + "/**")
  @Nullable ResponseEntity<byte[]> missing(
      @PathVariable String language, ServletWebRequest request) {
    return answers.answer(request, now -> missing(language, request.getRequest(), now));
  }

  private @Nullable ResponseEntity<byte[]> plain(
      String language, String template, String key, ServletWebRequest request) {
    return answers.answer(
        request,
        now ->
            new Page(
                HttpStatus.OK, template + ".jte", plain(language, key, request.getRequest(), now)));
  }

  private Frame plain(String language, String key, HttpServletRequest request, Instant now) {
    return Frames.plain(Frames.texts(language), key, request, lines.usualSeason(now));
  }

  private Page missing(String language, HttpServletRequest request, Instant now) {
    Texts in = Frames.texts(language);
    return frames.missing(in, request, now, frames.seasons(in));
  }

  private Page season(
      String language, Optional<Integer> season, HttpServletRequest request, Instant now) {
    SeasonQuery query = SeasonQuery.of(request, Weeks.day(now));
    NavigableSet<Integer> seasons = lines.seasons();
    List<PoolLine> rows =
        season.map(year -> lines.of(year, _ -> true, query.days(), now)).orElse(List.of());
    Texts in = Frames.texts(language);
    Frame frame =
        Frames.numbers(
            in,
            season
                .map(year -> in.text("season.title", Integer.toString(year)))
                .orElse(in.text("site")),
            in.text("season.description"),
            request,
            season,
            Frames.status(in, query.days(), season, rows, now));
    return new Page(
        HttpStatus.OK, "season.jte", SeasonPage.of(frame, season, seasons, query, rows));
  }
}
