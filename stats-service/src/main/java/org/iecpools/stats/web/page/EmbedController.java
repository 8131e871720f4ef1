package org.iecpools.stats.web.page;

import java.time.Instant;
import java.util.Map;
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
 * Serves what other sites may show of a pool: a frame, a badge and an image for previews of links.
 * The kit's security headers allow framing below {@code /embed/} only.
 */
@Controller
final class EmbedController {

  private final PoolLines lines;
  private final Frames frames;
  private final ShareImages images;
  private final PageAnswers answers;

  EmbedController(PoolLines lines, Frames frames, ShareImages images, PageAnswers answers) {
    this.lines = lines;
    this.frames = frames;
    this.images = images;
    this.answers = answers;
  }

  /** The chance and the next round of a pool, for a frame of another page. */
  @PublicEndpoint
  @GetMapping({"/embed" + PoolAddress.POOL, "/embed" + PoolAddress.STREAM})
  @Nullable ResponseEntity<byte[]> embed(
      @PathVariable Map<String, String> path, ServletWebRequest request) {
    PoolAddress address = PoolAddress.of(path);
    Texts in = address.texts();
    return answers.answer(
        request,
        now ->
            line(address, now)
                .map(line -> new Page(HttpStatus.OK, "embed.jte", new EmbedPage(in, line, now)))
                .orElseGet(
                    () -> frames.missing(in, request.getRequest(), now, frames.seasons(in))));
  }

  /** The chance of a pool as a small image. */
  @PublicEndpoint
  @GetMapping({"/badge" + PoolAddress.POOL + ".svg", "/badge" + PoolAddress.STREAM + ".svg"})
  @Nullable ResponseEntity<byte[]> badge(
      @PathVariable Map<String, String> path, ServletWebRequest request) {
    PoolAddress address = PoolAddress.of(path);
    return answers.svg(
        request, now -> line(address, now).map(line -> badge(address.texts(), line).svg()));
  }

  private static Badge badge(Texts in, PoolLine line) {
    return new Badge(
        in.text("badge.label", in.country(line.pool().getCountry()), in.category(line.pool())),
        in.chance(line.row()),
        line.row().rating());
  }

  /** The answer of a pool as an image for previews of links. */
  @PublicEndpoint
  @GetMapping({"/share" + PoolAddress.POOL + ".png", "/share" + PoolAddress.STREAM + ".png"})
  @Nullable ResponseEntity<byte[]> share(
      @PathVariable Map<String, String> path, ServletWebRequest request) {
    PoolAddress address = PoolAddress.of(path);
    return answers.png(
        request, now -> line(address, now).map(line -> images.png(address.texts(), line, now)));
  }

  private Optional<PoolLine> line(PoolAddress address, Instant now) {
    return address.pool().filter(pool -> lines.knows(pool, now)).flatMap(pool -> line(pool, now));
  }

  private Optional<PoolLine> line(PoolId pool, Instant now) {
    return lines.of(pool, Days.LIVE, now);
  }
}
