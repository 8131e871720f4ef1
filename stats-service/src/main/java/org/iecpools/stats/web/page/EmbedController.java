package org.iecpools.stats.web.page;

import java.time.Instant;
import java.util.Optional;
import org.iecpools.events.PoolId;
import org.iecpools.kit.access.PublicEndpoint;
import org.iecpools.stats.web.page.PageAnswers.Page;
import org.iecpools.stats.web.page.chart.Badge;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.context.request.ServletWebRequest;

/**
 * Serves what other sites may show of a pool: a frame and a badge. The kit's security headers allow
 * framing below {@code /embed/} only.
 */
@Controller
final class EmbedController {

  private static final String POOL = PagePaths.SEASON + "/{country}/{category}";

  private final PoolLines lines;
  private final Frames frames;
  private final PageAnswers answers;

  EmbedController(PoolLines lines, Frames frames, PageAnswers answers) {
    this.lines = lines;
    this.frames = frames;
    this.answers = answers;
  }

  /** The chance and the next round of a pool, for a frame of another page. */
  @PublicEndpoint
  @GetMapping("/embed" + POOL)
  @Nullable ResponseEntity<byte[]> embed(
      @PathVariable String language,
      @PathVariable String season,
      @PathVariable String country,
      @PathVariable String category,
      ServletWebRequest request) {
    Texts in = Frames.texts(language);
    return answers.answer(
        request,
        now ->
            line(season, country, category, now)
                .map(line -> new Page(HttpStatus.OK, "embed.jte", new EmbedPage(in, line, now)))
                .orElseGet(
                    () -> frames.missing(language, request.getRequest(), now, frames.seasons(in))));
  }

  /** The chance of a pool as an image. */
  @PublicEndpoint
  @GetMapping("/badge" + POOL + ".svg")
  @Nullable ResponseEntity<byte[]> badge(
      @PathVariable String language,
      @PathVariable String season,
      @PathVariable String country,
      @PathVariable String category,
      ServletWebRequest request) {
    Texts in = Frames.texts(language);
    return answers.image(
        request, now -> line(season, country, category, now).map(line -> badge(in, line).svg()));
  }

  private static Badge badge(Texts in, PoolLine line) {
    return new Badge(
        in.text("badge.label", in.country(line.pool().getCountry()), in.category(line.pool())),
        in.chance(line.row()),
        line.row().rating());
  }

  private Optional<PoolLine> line(String season, String country, String category, Instant now) {
    return PagePaths.pool(season, country, category, null)
        .filter(pool -> lines.knows(pool, now))
        .flatMap(pool -> line(pool, now));
  }

  private Optional<PoolLine> line(PoolId pool, Instant now) {
    Days live = new Days(Optional.empty(), Optional.empty());
    return lines.of(pool.getSeason(), pool::equals, live, now).stream().findFirst();
  }
}
