package org.iecpools.stats.web;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.iecpools.domain.Weeks;
import org.iecpools.feed.ChanceWord;
import org.iecpools.feed.FeedWriter;
import org.iecpools.feed.Publication;
import org.iecpools.feed.PublishedRow;
import org.iecpools.kit.clock.ServiceClock;
import org.iecpools.kit.web.FaultCode;
import org.iecpools.kit.web.Faults;
import org.iecpools.kit.web.Problem;
import org.iecpools.stats.domain.Dashboard;
import org.iecpools.stats.domain.Publications;
import org.iecpools.stats.domain.Row;
import org.iecpools.stats.domain.View;
import org.iecpools.stats.stream.AnswerVersions;
import org.iecpools.track.PublishedHistory;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.ServletWebRequest;
import tools.jackson.databind.json.JsonMapper;

/** Serves a season in the format of the feed. */
@RestController
final class SelectionsController implements SelectionsApi {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String HEADER =
      "as_of,season,country,country_name,category,stream,quota,first_round,final_round,"
          + "invitations_issued,candidates_in_pool,spots_available,rating_code\r\n";

  private enum Format {
    XML,
    JSON,
    CSV
  }

  private record Selection(
      Optional<Integer> season, Optional<PastTime> asOf, Optional<Instant> knownAt) {}

  private final Dashboard dashboard;
  private final Publications publications;
  private final PublishedTables tables;
  private final SelectionsFeed feed;
  private final VersionedAnswers answers;

  SelectionsController(
      Dashboard dashboard,
      Publications publications,
      PublishedHistory published,
      ServiceClock clock,
      AnswerVersions versions) {
    this.dashboard = dashboard;
    this.publications = publications;
    this.tables = new PublishedTables(dashboard, published);
    this.feed = new SelectionsFeed(dashboard);
    this.answers =
        new VersionedAnswers(
            versions,
            () -> dashboard.changes() + publications.changes() + published.changes(),
            clock);
  }

  @Override
  public @Nullable ResponseEntity<byte[]> xml(ServletWebRequest request) {
    return answers.respond(request, (asked, now) -> answer(asked, now, accepted(asked)));
  }

  @Override
  public @Nullable ResponseEntity<byte[]> json(ServletWebRequest request) {
    return answers.respond(request, (asked, now) -> answer(asked, now, Format.JSON));
  }

  @Override
  public @Nullable ResponseEntity<byte[]> csv(ServletWebRequest request) {
    return answers.respond(request, (asked, now) -> answer(asked, now, Format.CSV));
  }

  /** XML, unless a client states that it takes none; many prefer JSON without meaning it. */
  private static Format accepted(HttpServletRequest asked) {
    List<MediaType> accepted =
        MediaType.parseMediaTypes(Collections.list(asked.getHeaders(HttpHeaders.ACCEPT)));
    boolean isXml =
        accepted.isEmpty()
            || accepted.stream()
                .anyMatch(
                    type ->
                        type.includes(MediaType.APPLICATION_XML)
                            || type.includes(MediaType.TEXT_XML));
    double csv = quality(accepted, Table.CSV);
    double json = quality(accepted, MediaType.APPLICATION_JSON);
    if (isXml || csv == 0 && json == 0) {
      return Format.XML;
    }
    return csv > json ? Format.CSV : Format.JSON;
  }

  private static double quality(List<MediaType> accepted, MediaType type) {
    return accepted.stream()
        .filter(each -> each.includes(type))
        .mapToDouble(MediaType::getQualityValue)
        .max()
        .orElse(0);
  }

  private Answers.Answer answer(HttpServletRequest asked, Instant now, Format format) {
    Selection selection =
        VersionedQuery.read(
            asked,
            new Faults(),
            in ->
                new Selection(
                    in.optional("season").season(),
                    PastTime.read(in, "asOf", now),
                    PastTime.read(in, "knownAt", now).map(PastTime::last)));
    int season =
        selection.season().or(() -> tables.usualSeason(now)).orElseThrow(() -> missing("season"));
    List<Row> counted;
    Instant end;
    LocalDate date;
    if (selection.knownAt().isPresent()) {
      Instant knownAt = selection.knownAt().get();
      end = selection.asOf().map(PastTime::end).orElse(knownAt);
      counted = publications.rows(season, _ -> true, end, knownAt);
      date =
          counted.stream()
              .map(Row::week)
              .max(Comparator.naturalOrder())
              .orElseGet(() -> Weeks.day(knownAt));
    } else {
      View view = selection.asOf().map(PastTime::view).orElseGet(() -> View.live(now));
      end = view.live() ? Instant.MAX : view.at();
      counted = dashboard.rows(season, _ -> true, view);
      date = Weeks.day(view.live() ? view.at() : view.at().minusMillis(1));
    }
    Optional<PublishedHistory.Known> known =
        tables.latest(season, end, selection.knownAt().orElse(Instant.MAX));
    Publication publication =
        feed.of(counted, known, date).orElseThrow(() -> missing("season " + season));
    byte[] body =
        switch (format) {
          case XML -> FeedWriter.write(publication);
          case JSON -> JSON.writeValueAsBytes(SelectionsBody.of(season, publication));
          case CSV -> csv(season, publication).getBytes(StandardCharsets.UTF_8);
        };
    return new Answers.Answer(
        Answers.tag(body),
        switch (format) {
          case XML -> new MediaType(MediaType.APPLICATION_XML, StandardCharsets.UTF_8);
          case JSON -> MediaType.APPLICATION_JSON;
          case CSV -> new MediaType(Table.CSV, StandardCharsets.UTF_8);
        },
        body,
        null,
        HttpStatus.OK,
        counted.isEmpty() ? known.map(PublishedHistory.Known::changedAt).orElse(null) : null);
  }

  private static Problem missing(String what) {
    return new Problem(
        FaultCode.NOT_PUBLISHED,
        "Nothing is counted or published of the requested %s.".formatted(what));
  }

  private static String csv(int season, Publication publication) {
    return publication.rows().stream()
        .map(row -> line(season, publication.date(), row))
        .collect(Collectors.joining("", HEADER, ""));
  }

  private static String line(int season, LocalDate date, PublishedRow row) {
    return Stream.of(
            date.toString(),
            Integer.toString(season),
            row.code(),
            row.country(),
            row.category(),
            row.stream().orElse(""),
            row.quota().stated(),
            row.firstRound(),
            row.finalRound(),
            row.invitations().stated(),
            row.candidates().stated(),
            row.spots().stated(),
            Integer.toString(row.rating().orElse(ChanceWord.NOT_APPLICABLE).code()))
        .map(text -> text.matches("[^\",\r\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"')
        .collect(Collectors.joining(",", "", "\r\n"));
  }
}
