package org.iecpools.stats.web.page;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.iecpools.domain.Reference;
import org.iecpools.domain.Weeks;
import org.iecpools.events.PoolId;
import org.iecpools.kit.access.PublicEndpoint;
import org.iecpools.kit.clock.ServiceClock;
import org.iecpools.kit.web.FaultCode;
import org.iecpools.kit.web.Problem;
import org.iecpools.stats.stream.AnswerVersions;
import org.iecpools.stats.stream.ChangeLog;
import org.iecpools.stats.stream.ChangeLog.Numbered;
import org.iecpools.stats.web.Answers;
import org.iecpools.stats.web.Origin;
import org.iecpools.stats.web.VersionedAnswers;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.context.request.ServletWebRequest;

/**
 * Serves the last changes as Atom feeds: all of them, those of a country and those of a pool. They
 * go on from one season to the next, because a reader subscribes once.
 */
@Controller
final class AtomController {

  private static final int MOST_ENTRIES = 50;
  private static final MediaType ATOM =
      new MediaType("application", "atom+xml", StandardCharsets.UTF_8);
  private static final String COUNTRY = "/feed/" + PagePaths.LANGUAGE + "/{country}";
  private static final String POOL = COUNTRY + "/{category}";

  private final ChangeLog log;
  private final PoolLines lines;
  private final VersionedAnswers answers;

  AtomController(ChangeLog log, PoolLines lines, AnswerVersions versions, ServiceClock clock) {
    this.log = log;
    this.lines = lines;
    this.answers = new VersionedAnswers(versions, log::next, clock);
  }

  /** What a feed contains. */
  private record Contents(String title, String page, List<Numbered> changes) {}

  /** All changes. */
  @PublicEndpoint
  @GetMapping("/feed/" + PagePaths.LANGUAGE + ".atom")
  @Nullable ResponseEntity<byte[]> all(@PathVariable String language, ServletWebRequest request) {
    Texts in = Frames.texts(language);
    return answer(
        request,
        in,
        _ -> new Contents(in.text("feed.all"), "/" + in.language().code(), log.last(MOST_ENTRIES)));
  }

  /** The changes of a country. */
  @PublicEndpoint
  @GetMapping(COUNTRY + ".atom")
  @Nullable ResponseEntity<byte[]> country(
      @PathVariable String language, @PathVariable String country, ServletWebRequest request) {
    Texts in = Frames.texts(language);
    String code = country.toUpperCase(Locale.ROOT);
    return answer(
        request,
        in,
        now -> {
          if (!Reference.shipped().isCountry(code)) {
            throw new Problem(
                HttpStatus.NOT_FOUND,
                FaultCode.UNKNOWN_COUNTRY,
                "There is no country with this code.");
          }
          return new Contents(
              in.text("feed.country", in.country(code)),
              page(
                  in,
                  now,
                  pool -> pool.getCountry().equals(code),
                  pool -> PagePaths.country(in.language(), pool.getSeason(), code)),
              log.last(code, MOST_ENTRIES));
        });
  }

  /** The changes of a pool. */
  @PublicEndpoint
  @GetMapping({POOL + ".atom", POOL + "/{stream}.atom"})
  @Nullable ResponseEntity<byte[]> pool(
      @PathVariable String language,
      @PathVariable String country,
      @PathVariable String category,
      @PathVariable(required = false) @Nullable String stream,
      ServletWebRequest request) {
    Texts in = Frames.texts(language);
    return answer(
        request,
        in,
        now -> {
          PoolId pool =
              PagePaths.pool(Integer.toString(year(now)), country, category, stream)
                  .orElseThrow(
                      () ->
                          new Problem(
                              FaultCode.UNKNOWN_POOL,
                              "There can be no pool with this country, category and stream."));
          return new Contents(
              in.text("feed.pool", in.country(pool.getCountry()), in.category(pool)),
              page(
                  in, now, each -> isSame(each, pool), each -> PagePaths.pool(in.language(), each)),
              log.last(pool, MOST_ENTRIES));
        });
  }

  /**
   * The page that a feed follows, in the usual season or else in the latest one that has it; the
   * start page if none has.
   *
   * @param wanted the pools that the page shows
   */
  private String page(
      Texts in, Instant now, Predicate<PoolId> wanted, Function<PoolId, String> path) {
    return Stream.concat(lines.usualSeason(now).stream(), lines.seasons().descendingSet().stream())
        .flatMap(season -> lines.pools(season).stream().filter(wanted).limit(1))
        .findFirst()
        .map(path)
        .orElse("/" + in.language().code());
  }

  /** Whether a pool has a page; the pools of a season are looked up once. */
  private Predicate<PoolId> hasPage() {
    Map<Integer, Set<PoolId>> known = new HashMap<>();
    return pool ->
        known
            .computeIfAbsent(pool.getSeason(), season -> Set.copyOf(lines.pools(season)))
            .contains(pool);
  }

  /** Whether a pool is the same one, in whichever season. */
  private static boolean isSame(PoolId one, PoolId other) {
    return one.getCountry().equals(other.getCountry())
        && one.getCategory() == other.getCategory()
        && Objects.equals(one.getStream(), other.getStream());
  }

  private static int year(Instant now) {
    return Weeks.day(now).getYear();
  }

  private @Nullable ResponseEntity<byte[]> answer(
      ServletWebRequest request, Texts in, Function<Instant, Contents> make) {
    return answers.respond(
        request,
        (asked, now) -> {
          Contents contents = make.apply(now);
          AtomFeed feed =
              new AtomFeed(
                  in,
                  contents.title(),
                  Origin.of(asked),
                  asked.getRequestURI(),
                  contents.page(),
                  contents.changes().stream().map(Numbered::change).toList(),
                  hasPage());
          byte[] body = feed.bytes();
          return new Answers.Answer(
              Answers.tag(body),
              ATOM,
              body,
              null,
              HttpStatus.OK,
              contents.changes().isEmpty() ? null : feed.updated());
        });
  }
}
