package org.iecpools.stats.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.iecpools.events.Category;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.kit.clock.ServiceClock;
import org.iecpools.kit.web.Described;
import org.iecpools.kit.web.Problem;
import org.iecpools.stats.domain.Dashboard;
import org.iecpools.stats.domain.Publications;
import org.iecpools.stats.domain.Row;
import org.iecpools.stats.domain.View;
import org.iecpools.stats.stream.Versions;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.ServletWebRequest;
import tools.jackson.databind.json.JsonMapper;

/** HTTP endpoints for the rows of a season and the history of a pool. */
@RestController
final class DashboardController {

  private static final JsonMapper JSON = JsonMapper.shared();

  private final Dashboard dashboard;
  private final Publications publications;
  private final VersionedAnswers answers;

  DashboardController(
      Dashboard dashboard, Publications publications, ServiceClock clock, Versions versions) {
    this.dashboard = dashboard;
    this.publications = publications;
    this.answers =
        new VersionedAnswers(versions, () -> dashboard.changes() + publications.changes(), clock);
  }

  /** The rows of a season; of the default season if none is requested. */
  @Operation(
      summary = "A season's rows: each pool's numbers, live or as of an instant",
      parameters = {
        @Parameter(
            in = ParameterIn.QUERY,
            name = "season",
            description =
                "Year of the programme. If omitted, the latest season with a plan or numbers that"
                    + " is not later than next year.",
            example = "2026",
            schema = @Schema(type = "integer", minimum = "2000", maximum = "2999")),
        @Parameter(
            in = ParameterIn.QUERY,
            name = "country",
            description = "Country of citizenship, ISO 3166-1 alpha-2; all if not said.",
            example = "IE",
            schema = @Schema(pattern = "^[A-Za-z]{2}$")),
        @Parameter(
            in = ParameterIn.QUERY,
            name = "category",
            description = "Category of the pools; all if not said.",
            schema =
                @Schema(
                    allowableValues = {
                      "WORKING_HOLIDAY",
                      "YOUNG_PROFESSIONALS",
                      "INTERNATIONAL_COOP"
                    })),
        @Parameter(
            in = ParameterIn.QUERY,
            name = "asOf",
            description =
                "What happened before this counts: an ISO 8601 instant with its offset, or a day;"
                    + " resolved down to midnight in Toronto. Everything known if not said.",
            example = "2026-02-06T05:00:00Z",
            schema = @Schema(type = "string")),
        @Parameter(
            in = ParameterIn.QUERY,
            name = "knownAt",
            description =
                "As it was published then, revisions since left out: an ISO 8601 instant with its"
                    + " offset, or a day. Each pool's last published week; with asOf, the last that"
                    + " had ended by then.",
            example = "2026-02-06T05:00:00Z",
            schema = @Schema(type = "string")),
        @Parameter(
            in = ParameterIn.QUERY,
            name = "format",
            description = "json or csv; what Accept asks for if not said.",
            schema = @Schema(allowableValues = {"json", "csv"}))
      },
      responses = {
        @ApiResponse(
            responseCode = "200",
            description = "The rows.",
            content = {
              @Content(
                  mediaType = MediaType.APPLICATION_JSON_VALUE,
                  schema = @Schema(implementation = TableBody.Dashboard.class)),
              @Content(
                  mediaType = "text/csv",
                  schema =
                      @Schema(
                          type = "string",
                          description = "The same rows, RFC 4180, with a header."))
            }),
        @ApiResponse(
            responseCode = "304",
            description = "The asker has these rows already (If-None-Match).",
            content = @Content),
        @ApiResponse(responseCode = "400", ref = "Problem")
      })
  @Versioned
  @GetMapping("/api/v1/dashboard")
  ResponseEntity<byte[]> dashboard(ServletWebRequest request) {
    return answer(request, this::table);
  }

  private Answers.Answer table(HttpServletRequest asked, Instant now) {
    Query query =
        new Query(
            parameters(asked),
            MinVersion.and("season", "country", "category", "asOf", "knownAt", "format"));
    Optional<Integer> season = query.parameter("season", query::season);
    Optional<String> country = query.parameter("country", query::country);
    Optional<Category> category = query.parameter("category", query::category);
    Optional<Instant> asOf = query.parameter("asOf", query::instant);
    Optional<Instant> knownAt = query.parameter("knownAt", query::instant);
    boolean csv = query.csv(accepted(asked));
    MinVersion.of(query, asked);
    query.check();

    NavigableSet<Integer> seasons = dashboard.seasons();
    Integer shown = season.or(() -> dashboard.usualSeason(now)).orElse(null);
    Predicate<PoolId> wanted =
        pool ->
            country.map(pool.getCountry()::equals).orElse(true)
                && category.map(pool.getCategory()::equals).orElse(true);
    if (knownAt.isPresent()) {
      return published(seasons, shown, wanted, asOf, knownAt.get(), csv);
    }
    View view = asOf.map(View::asOf).orElseGet(() -> View.live(now));
    List<Row> rows = shown == null ? List.of() : dashboard.rows(shown, wanted, view);
    Map<String, Object> about = new LinkedHashMap<>();
    about.put("season", shown);
    about.put("seasons", seasons);
    about.put("live", view.live());
    about.put("asOf", view.at().toString());
    about.put("week", view.week().toString());
    return answer(about, seasons.toString(), rows, csv);
  }

  private Answers.Answer published(
      NavigableSet<Integer> seasons,
      Integer shown,
      Predicate<PoolId> wanted,
      Optional<Instant> asOf,
      Instant knownAt,
      boolean csv) {
    List<Row> rows =
        shown == null ? List.of() : publications.rows(shown, wanted, asOf.orElse(knownAt), knownAt);
    Optional<Row> latest = rows.stream().max(Comparator.comparing(Row::week));
    Map<String, Object> about = new LinkedHashMap<>();
    about.put("season", shown);
    about.put("seasons", seasons);
    about.put("live", false);
    about.put("asOf", latest.map(row -> row.asOf().toString()).orElse(null));
    about.put("week", latest.map(row -> row.week().toString()).orElse(null));
    about.put("knownAt", knownAt.toString());
    return answer(about, seasons.toString() + knownAt, rows, csv);
  }

  /** A general pool's rows as of every publication. */
  @Operation(
      operationId = "history",
      summary = "A general pool's rows as of every publication",
      parameters = {
        @Parameter(
            in = ParameterIn.QUERY,
            name = "knownAt",
            description =
                "As it was published then, revisions since left out: an ISO 8601 instant with its"
                    + " offset, or a day. Everything known now if not said.",
            example = "2026-02-06T05:00:00Z",
            schema = @Schema(type = "string")),
        @Parameter(
            in = ParameterIn.QUERY,
            name = "format",
            description = "json or csv; what Accept asks for if not said.",
            schema = @Schema(allowableValues = {"json", "csv"}))
      },
      responses = {
        @ApiResponse(
            responseCode = "200",
            description = "The rows.",
            content = {
              @Content(
                  mediaType = MediaType.APPLICATION_JSON_VALUE,
                  schema = @Schema(implementation = TableBody.History.class)),
              @Content(
                  mediaType = "text/csv",
                  schema =
                      @Schema(
                          type = "string",
                          description = "The same rows, RFC 4180, with a header."))
            }),
        @ApiResponse(
            responseCode = "304",
            description = "The asker has these rows already (If-None-Match).",
            content = @Content),
        @ApiResponse(responseCode = "400", ref = "Problem"),
        @ApiResponse(responseCode = "404", ref = "Problem")
      })
  @Versioned
  @GetMapping("/api/v1/pools/{season}/{country}/{category}/history")
  ResponseEntity<byte[]> history(
      @Described.Season @PathVariable String season,
      @Described.Country @PathVariable String country,
      @Described.Category @PathVariable String category,
      ServletWebRequest request) {
    return answer(request, (asked, now) -> weeks(season, country, category, null, asked, now));
  }

  /** A pool's rows as of every publication, for a pool with a stream. */
  @Operation(
      operationId = "historyOfStream",
      summary = "The rows of a pool with a stream as of every publication",
      parameters = {
        @Parameter(
            in = ParameterIn.QUERY,
            name = "knownAt",
            description =
                "As it was published then, revisions since left out: an ISO 8601 instant with its"
                    + " offset, or a day. Everything known now if not said.",
            example = "2026-02-06T05:00:00Z",
            schema = @Schema(type = "string")),
        @Parameter(
            in = ParameterIn.QUERY,
            name = "format",
            description = "json or csv; what Accept asks for if not said.",
            schema = @Schema(allowableValues = {"json", "csv"}))
      },
      responses = {
        @ApiResponse(
            responseCode = "200",
            description = "The rows.",
            content = {
              @Content(
                  mediaType = MediaType.APPLICATION_JSON_VALUE,
                  schema = @Schema(implementation = TableBody.History.class)),
              @Content(
                  mediaType = "text/csv",
                  schema =
                      @Schema(
                          type = "string",
                          description = "The same rows, RFC 4180, with a header."))
            }),
        @ApiResponse(
            responseCode = "304",
            description = "The asker has these rows already (If-None-Match).",
            content = @Content),
        @ApiResponse(responseCode = "400", ref = "Problem"),
        @ApiResponse(responseCode = "404", ref = "Problem")
      })
  @Versioned
  @GetMapping("/api/v1/pools/{season}/{country}/{category}/{stream}/history")
  ResponseEntity<byte[]> history(
      @Described.Season @PathVariable String season,
      @Described.Country @PathVariable String country,
      @Described.Category @PathVariable String category,
      @Described.Stream @PathVariable String stream,
      ServletWebRequest request) {
    return answer(request, (asked, now) -> weeks(season, country, category, stream, asked, now));
  }

  private Answers.Answer weeks(
      String season,
      String country,
      String category,
      @Nullable String stream,
      HttpServletRequest asked,
      Instant now) {
    Query query = new Query(parameters(asked), MinVersion.and("knownAt", "format"));
    Optional<Integer> year = query.part("season", season, query::season);
    Optional<String> code = query.part("country", country, query::country);
    Optional<Category> named = query.part("category", category, query::category);
    Optional<String> special =
        stream == null ? Optional.empty() : query.part("stream", stream, query::stream);
    Optional<Instant> knownAt = query.parameter("knownAt", query::instant);
    boolean csv = query.csv(accepted(asked));
    MinVersion.of(query, asked);
    query.check();

    PoolId pool =
        new PoolId(
            year.orElseThrow(), code.orElseThrow(), named.orElseThrow(), special.orElse(null));
    // Published rows stay visible even if the only announcement of the pool was withdrawn.
    boolean known =
        dashboard.knows(pool)
            || knownAt.filter(at -> !publications.history(pool, at).isEmpty()).isPresent();
    if (!known) {
      throw new Problem(
          HttpStatus.NOT_FOUND,
          "UNKNOWN_POOL",
          "Nothing is known of %s: no announcement and no event.".formatted(PoolIds.text(pool)));
    }
    Map<String, Object> about = new LinkedHashMap<>();
    about.put("pool", PoolIds.text(pool));
    knownAt.ifPresent(at -> about.put("knownAt", at.toString()));
    List<Row> rows =
        knownAt
            .map(at -> publications.history(pool, at))
            .orElseGet(() -> dashboard.history(pool, now));
    return answer(about, knownAt.toString(), rows, csv);
  }

  private static Answers.Answer answer(
      Map<String, Object> about, String context, List<Row> rows, boolean csv) {
    about.put("rows", Table.json(rows));
    return new Answers.Answer(
        "W/\"" + digest(context + csv + Table.withoutTime(rows)) + '"',
        csv ? new MediaType(Table.CSV, StandardCharsets.UTF_8) : MediaType.APPLICATION_JSON,
        csv ? Table.csv(rows).getBytes(StandardCharsets.UTF_8) : JSON.writeValueAsBytes(about));
  }

  /** Null if the client already has these rows; the response is 304 then. */
  private @Nullable ResponseEntity<byte[]> answer(
      ServletWebRequest request, BiFunction<HttpServletRequest, Instant, Answers.Answer> make) {
    HttpServletRequest asked = request.getRequest();
    Answers.Kept given = answers.to(asked, request.getResponse(), now -> make.apply(asked, now));
    Answers.Answer answer = given.answer();
    if (request.checkNotModified(answer.tag(), given.lastModified())) {
      return null;
    }
    return ResponseEntity.ok()
        .eTag(answer.tag())
        .cacheControl(CacheControl.noCache())
        .varyBy(HttpHeaders.ACCEPT)
        .contentType(answer.type())
        .body(answer.body());
  }

  // Parsed only when an answer is computed, because most answers come from the cache.

  private static MultiValueMap<String, String> parameters(HttpServletRequest asked) {
    MultiValueMap<String, String> parameters = new LinkedMultiValueMap<>();
    asked.getParameterMap().forEach((name, values) -> parameters.put(name, List.of(values)));
    return parameters;
  }

  private static List<MediaType> accepted(HttpServletRequest asked) {
    return MediaType.parseMediaTypes(Collections.list(asked.getHeaders(HttpHeaders.ACCEPT)));
  }

  private static String digest(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 12);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
