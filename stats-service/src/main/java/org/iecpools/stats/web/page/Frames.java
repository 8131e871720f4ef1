package org.iecpools.stats.web.page;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.iecpools.domain.SeasonWindow;
import org.iecpools.stats.web.PublishedFigures;
import org.iecpools.stats.web.page.PageAnswers.Page;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Makes the frames of pages, and the page for an address that has none. */
@Component
final class Frames {

  private static final int MOST_SEASONS = 5;

  private final PoolLines lines;

  Frames(PoolLines lines) {
    this.lines = lines;
  }

  /** The texts of the language in a path. */
  static Texts texts(String language) {
    return Texts.of(Language.of(language).orElse(Language.ENGLISH));
  }

  /** The frame of a page with numbers. */
  static Frame numbers(
      Texts in,
      String title,
      String description,
      HttpServletRequest request,
      Optional<Integer> season,
      Frame.Status status) {
    return new Frame(
        in,
        title,
        description,
        request.getRequestURI(),
        Objects.requireNonNullElse(request.getQueryString(), ""),
        season,
        Optional.of(status),
        Optional.empty());
  }

  /** The frame of a page that is not requested again while it is shown. */
  static Frame fixed(
      Texts in,
      String title,
      String description,
      HttpServletRequest request,
      Optional<Integer> season) {
    return new Frame(
        in,
        title,
        description,
        request.getRequestURI(),
        Objects.requireNonNullElse(request.getQueryString(), ""),
        season,
        Optional.empty(),
        Optional.empty());
  }

  /**
   * The frame of a page without numbers.
   *
   * @param key what the keys of its title and description begin with
   */
  static Frame plain(Texts in, String key, HttpServletRequest request, Optional<Integer> season) {
    return new Frame(
        in,
        in.text(key + ".title"),
        in.text(key + ".description"),
        request.getRequestURI(),
        "",
        season,
        Optional.empty(),
        Optional.empty());
  }

  /** What the numbers of a page show. */
  static Frame.Status status(
      Texts in, Days days, Optional<Integer> season, List<PoolLine> lines, Instant now) {
    if (!lines.isEmpty() && lines.stream().allMatch(line -> line.row().isPublishedOnly())) {
      PublishedFigures last =
          lines.stream()
              .flatMap(line -> line.row().published().stream())
              .max(Comparator.comparing(PublishedFigures::day))
              .orElseThrow();
      return new Frame.Status(
          "published", in.text("status.publishedBy", in.publisher(last), in.day(last.day())));
    }
    if (days.knownAt().isPresent()) {
      Optional<LocalDate> week =
          lines.stream().map(line -> line.row().week()).max(Comparator.naturalOrder());
      return new Frame.Status(
          "published",
          week.map(friday -> in.text("status.published", in.day(friday)))
              .orElse(in.text("status.nothingPublished")));
    }
    if (days.asOf().isPresent()) {
      return new Frame.Status("past", in.text("status.asOf", in.day(days.asOf().get())));
    }
    boolean ended =
        season.isPresent()
            && !lines.isEmpty()
            && lines.stream().allMatch(line -> line.row().chance().isEmpty());
    return ended
        ? new Frame.Status("ended", in.text("status.noRound", in.dateTimeAndZone(now)))
        : new Frame.Status("live", in.text("status.live", in.dateTimeAndZone(now)));
  }

  /**
   * The page for an address that has none.
   *
   * @param links to pages that exist
   */
  Page missing(Texts in, HttpServletRequest request, Instant now, List<Link> links) {
    return new Page(
        HttpStatus.NOT_FOUND,
        "missing.jte",
        new MissingPage(plain(in, "missing", request, lines.usualSeason(now)), links));
  }

  /** Links to the tables of the latest seasons. */
  List<Link> seasons(Texts in) {
    return lines.seasons().descendingSet().stream()
        .limit(MOST_SEASONS)
        .map(year -> season(in, year))
        .toList();
  }

  private static Link season(Texts in, int year) {
    return new Link(
        PagePaths.season(in.language(), year), in.text("season.title", Integer.toString(year)));
  }

  /** Links to the pools of a country in a season, or to seasons if the country has none. */
  List<Link> pools(PoolAddress address) {
    Texts in = address.texts();
    int season = address.season();
    if (!SeasonWindow.isSeason(season)) {
      return seasons(in);
    }
    List<Link> links = new ArrayList<>();
    lines.pools(season).stream()
        .filter(pool -> pool.getCountry().equalsIgnoreCase(address.country()))
        .forEach(pool -> links.add(new Link(PagePaths.pool(in.language(), pool), in.title(pool))));
    if (links.isEmpty()) {
      return seasons(in);
    }
    links.add(season(in, season));
    return links;
  }
}
