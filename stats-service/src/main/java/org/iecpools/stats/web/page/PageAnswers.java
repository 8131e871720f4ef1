package org.iecpools.stats.web.page;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.Utf8ByteOutput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.iecpools.kit.clock.ServiceClock;
import org.iecpools.stats.domain.Dashboard;
import org.iecpools.stats.domain.Publications;
import org.iecpools.stats.stream.AnswerVersions;
import org.iecpools.stats.stream.PublishedValues;
import org.iecpools.stats.web.Answers;
import org.iecpools.stats.web.VersionedAnswers;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.ServletWebRequest;

/** Renders pages and answers requests with them, from the cache while nothing has changed. */
@Component
final class PageAnswers {

  private static final MediaType HTML = new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8);

  private static final MediaType SVG = MediaType.valueOf("image/svg+xml;charset=UTF-8");

  private final TemplateEngine templates =
      TemplateEngine.createPrecompiled(
          null,
          ContentType.Html,
          PageAnswers.class.getClassLoader(),
          "org.iecpools.stats.web.page.templates");

  private final VersionedAnswers answers;

  PageAnswers(
      AnswerVersions versions,
      Dashboard dashboard,
      Publications publications,
      PublishedValues published,
      ServiceClock clock) {
    this.answers =
        new VersionedAnswers(
            versions,
            () -> dashboard.changes() + publications.changes() + published.changes(),
            clock);
  }

  /**
   * A page to render.
   *
   * @param status 200, or 404 for a page that says what is missing
   * @param template the file in {@code src/main/jte}
   * @param model the parameter of the template
   */
  record Page(HttpStatusCode status, String template, Object model) {}

  /**
   * Answers with a page that shows numbers. Null if the client has it already; the response is 304
   * then.
   *
   * @param make makes the page as of an instant
   */
  @Nullable ResponseEntity<byte[]> answer(ServletWebRequest request, Function<Instant, Page> make) {
    return answers.respond(request, (_, now) -> rendered(make.apply(now)));
  }

  /**
   * Answers with an SVG image of numbers.
   *
   * @param make makes the image as of an instant; empty if there is none
   */
  @Nullable ResponseEntity<byte[]> svg(
      ServletWebRequest request, Function<Instant, Optional<String>> make) {
    return image(
        request, SVG, now -> make.apply(now).map(text -> text.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * Answers with a PNG image of numbers.
   *
   * @param make makes the image as of an instant; empty if there is none
   */
  @Nullable ResponseEntity<byte[]> png(
      ServletWebRequest request, Function<Instant, Optional<byte[]>> make) {
    return image(request, MediaType.IMAGE_PNG, make);
  }

  private @Nullable ResponseEntity<byte[]> image(
      ServletWebRequest request, MediaType type, Function<Instant, Optional<byte[]>> make) {
    return answers.respond(
        request,
        (_, now) -> {
          Optional<byte[]> image = make.apply(now);
          byte[] body = image.orElse(new byte[0]);
          return new Answers.Answer(
              Answers.tag(body),
              type,
              body,
              null,
              image.isPresent() ? HttpStatus.OK : HttpStatus.NOT_FOUND);
        });
  }

  private Answers.Answer rendered(Page page) {
    byte[] body = bytes(page);
    return new Answers.Answer(Answers.tag(body), HTML, body, null, page.status());
  }

  private byte[] bytes(Page page) {
    Utf8ByteOutput output = new Utf8ByteOutput();
    templates.render(page.template(), page.model(), output);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(output.getContentLength());
    try {
      output.writeTo(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory cannot fail", e);
    }
    return bytes.toByteArray();
  }
}
