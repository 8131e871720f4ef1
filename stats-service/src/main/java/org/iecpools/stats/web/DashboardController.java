package org.iecpools.stats.web;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.iecpools.events.Category;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.kit.clock.ServiceClock;
import org.iecpools.kit.web.Faults;
import org.iecpools.kit.web.RequestReader;
import org.iecpools.stats.domain.Dashboard;
import org.iecpools.stats.domain.Publications;
import org.iecpools.stats.domain.Rating;
import org.iecpools.stats.domain.View;
import org.iecpools.stats.stream.AnswerVersions;
import org.iecpools.track.PublishedHistory;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.ServletWebRequest;
import tools.jackson.databind.json.JsonMapper;

/** Serves the rows of a season and the history of a pool, from the cache if possible. */
@RestController
final class DashboardController implements DashboardApi {

  private static final JsonMapper JSON = JsonMapper.shared();

  private final Dashboard dashboard;
  private final Publications publications;
  private final PublishedTables tables;
  private final VersionedAnswers answers;

  DashboardController(
      Dashboard dashboard,
      Publications publications,
      PublishedHistory published,
      ServiceClock clock,
      AnswerVersions versions) {
    this.dashboard = dashboard;
    this.publications = publications;
    this.tables = new PublishedTables(dashboard, published);
    this.answers =
        new VersionedAnswers(
            versions,
            () -> dashboard.changes() + publications.changes() + published.changes(),
            clock);
  }

  @Override
  public @Nullable ResponseEntity<byte[]> dashboard(ServletWebRequest request) {
    return answers.respond(request, this::table);
  }

  /**
   * Which rows of a season a request asks for. What is omitted is not restricted.
   *
   * @param season the default season if omitted
   * @param open only pools that have a chance
   * @param knownAt as published by then; empty for the current rows
   */
  private record Selection(
      Optional<Integer> season,
      Optional<Set<String>> countries,
      Optional<Category> category,
      Optional<Rating> rating,
      boolean open,
      Optional<PastTime> asOf,
      Optional<Instant> knownAt,
      TableFormat format) {

    static Selection read(RequestReader in, HttpServletRequest asked, Instant now) {
      return new Selection(
          in.optional("season").season(),
          in.optional("country").countriesOrNames(),
          in.optional("category").oneOf(Category.class),
          in.optional("rating").oneOf(Rating.class),
          in.optional("open").zeroOrOne(),
          PastTime.read(in, "asOf", now),
          PastTime.read(in, "knownAt", now).map(PastTime::last),
          TableFormat.read(in, asked));
    }

    boolean includes(PoolId pool) {
      return countries.map(codes -> codes.contains(pool.getCountry())).orElse(true)
          && category.map(pool.getCategory()::equals).orElse(true);
    }

    boolean includes(TableRow row) {
      return rating.map(row.rating()::equals).orElse(true) && (!open || row.hasChance());
    }
  }

  private Answers.Answer table(HttpServletRequest asked, Instant now) {
    Selection selection =
        VersionedQuery.read(asked, new Faults(), in -> Selection.read(in, asked, now));
    NavigableSet<Integer> seasons = tables.seasons();
    Optional<Integer> shown = selection.season().or(() -> tables.usualSeason(now));
    if (selection.knownAt().isPresent()) {
      return published(selection, seasons, shown, selection.knownAt().get());
    }
    View view = selection.asOf().map(PastTime::view).orElseGet(() -> View.live(now));
    Instant end = view.live() ? Instant.MAX : view.at();
    List<TableRow> rows =
        shown
            .map(
                year ->
                    tables.rows(
                        year,
                        dashboard.overviews(year, selection::includes, view).stream()
                            .map(TableRow::of)
                            .toList(),
                        dashboard::knows,
                        selection::includes,
                        end,
                        Instant.MAX))
            .orElse(List.of())
            .stream()
            .filter(selection::includes)
            .toList();
    Optional<String> state = seasonState(shown, view.at());
    Map<String, @Nullable Object> about = new LinkedHashMap<>();
    about.put("season", shown.orElse(null));
    about.put("seasonState", state.orElse(null));
    about.put("seasons", seasons);
    about.put("live", view.live());
    about.put("asOf", view.at().toString());
    about.put("week", view.week().toString());
    return answer(about, seasons.toString() + state, rows, selection.format(), fileName(shown));
  }

  private Optional<String> seasonState(Optional<Integer> season, Instant at) {
    return season.map(year -> dashboard.seasonState(year, at).text());
  }

  private Answers.Answer published(
      Selection selection,
      NavigableSet<Integer> seasons,
      Optional<Integer> shown,
      Instant knownAt) {
    Instant asOf = selection.asOf().map(PastTime::end).orElse(knownAt);
    List<TableRow> published =
        shown
            .map(
                year ->
                    tables.rows(
                        year,
                        publications.rows(year, selection::includes, asOf, knownAt).stream()
                            .map(
                                row ->
                                    TableRow.of(
                                        row, publications.before(row.pool(), row.week(), knownAt)))
                            .toList(),
                        dashboard::knows,
                        selection::includes,
                        asOf,
                        knownAt))
            .orElse(List.of());
    Optional<TableRow> latest = published.stream().max(Comparator.comparing(TableRow::week));
    Optional<String> state = seasonState(shown, knownAt);
    Map<String, @Nullable Object> about = new LinkedHashMap<>();
    about.put("season", shown.orElse(null));
    about.put("seasonState", state.orElse(null));
    about.put("seasons", seasons);
    about.put("live", false);
    about.put("asOf", latest.map(row -> row.asOf().toString()).orElse(null));
    about.put("week", latest.map(row -> row.week().toString()).orElse(null));
    about.put("knownAt", knownAt.toString());
    Set<PoolId> pools = published.stream().map(TableRow::pool).collect(Collectors.toSet());
    List<String> notPublished =
        shown.map(year -> dashboard.pools(year, selection::includes)).orElse(List.of()).stream()
            .filter(pool -> !pools.contains(pool))
            .map(PoolIds::text)
            .toList();
    about.put("notPublished", notPublished);
    String context = seasons.toString() + state + knownAt + notPublished;
    List<TableRow> rows = published.stream().filter(selection::includes).toList();
    return answer(about, context, rows, selection.format(), fileName(shown));
  }

  @Override
  public @Nullable ResponseEntity<byte[]> history(
      String season,
      String country,
      String category,
      @Nullable String stream,
      ServletWebRequest request) {
    PoolPath path = new PoolPath(season, country, category, stream);
    return answers.respond(request, (asked, now) -> weeks(path, asked, now));
  }

  /**
   * Which rows a request asks for.
   *
   * @param knownAt as published by then; empty for the current rows
   */
  private record Weekly(Optional<Instant> knownAt, TableFormat format) {
    static Weekly read(RequestReader in, HttpServletRequest asked, Instant now) {
      return new Weekly(
          PastTime.read(in, "knownAt", now).map(PastTime::last), TableFormat.read(in, asked));
    }
  }

  private Answers.Answer weeks(PoolPath path, HttpServletRequest asked, Instant now) {
    PoolPath.Question<Weekly> question = path.read(asked, in -> Weekly.read(in, asked, now));
    PoolId pool = question.pool();
    Optional<Instant> knownAt = question.parameters().knownAt();
    // Published rows stay visible even if the only announcement of the pool was withdrawn.
    List<TableRow> rows =
        tables.history(
            pool,
            knownAt
                .map(at -> TableRow.published(publications.history(pool, at)))
                .orElseGet(
                    () -> dashboard.weeklyOverviews(pool, now).stream().map(TableRow::of).toList()),
            Instant.MAX,
            knownAt.orElse(Instant.MAX));
    if (!dashboard.knows(pool) && rows.isEmpty()) {
      throw PoolPath.unknown(pool);
    }
    Map<String, @Nullable Object> about = new LinkedHashMap<>();
    about.put("pool", PoolIds.text(pool));
    knownAt.ifPresent(at -> about.put("knownAt", at.toString()));
    String fileName = "iec-pools-%s-weeks.csv".formatted(PoolIds.text(pool).replace('/', '-'));
    return answer(about, knownAt.toString(), rows, question.parameters().format(), fileName);
  }

  private static String fileName(Optional<Integer> season) {
    return season.map("iec-pools-%d.csv"::formatted).orElse("iec-pools.csv");
  }

  private static Answers.Answer answer(
      Map<String, @Nullable Object> about,
      String context,
      List<TableRow> rows,
      TableFormat format,
      String fileName) {
    String tag = Answers.tag(context + format + Table.withoutTime(rows));
    if (format.csv()) {
      MediaType type = new MediaType(Table.CSV, StandardCharsets.UTF_8);
      return new Answers.Answer(tag, type, format.bytes(Table.csv(rows)), fileName, HttpStatus.OK);
    }
    about.put("rows", Table.json(rows));
    return new Answers.Answer(tag, MediaType.APPLICATION_JSON, JSON.writeValueAsBytes(about));
  }
}
