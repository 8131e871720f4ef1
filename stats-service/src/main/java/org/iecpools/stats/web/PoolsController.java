package org.iecpools.stats.web;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.kit.clock.ServiceClock;
import org.iecpools.kit.web.Fault;
import org.iecpools.kit.web.FaultCode;
import org.iecpools.kit.web.Problem;
import org.iecpools.kit.web.RequestReader;
import org.iecpools.stats.domain.Dashboard;
import org.iecpools.stats.domain.PastRound;
import org.iecpools.stats.domain.PoolOverview;
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

/** Serves everything about one pool, and its rounds. */
@RestController
final class PoolsController implements PoolsApi {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int USUAL_ROUNDS = 20;
  private static final int MOST_ROUNDS = 100;

  private final Dashboard dashboard;
  private final PublishedTables tables;
  private final VersionedAnswers answers;

  PoolsController(
      Dashboard dashboard,
      PublishedHistory published,
      ServiceClock clock,
      AnswerVersions versions) {
    this.dashboard = dashboard;
    this.tables = new PublishedTables(dashboard, published);
    this.answers =
        new VersionedAnswers(versions, () -> dashboard.changes() + published.changes(), clock);
  }

  @Override
  public @Nullable ResponseEntity<byte[]> pool(
      String season,
      String country,
      String category,
      @Nullable String stream,
      ServletWebRequest request) {
    PoolPath path = new PoolPath(season, country, category, stream);
    return answers.respond(request, (asked, now) -> overview(path, asked, now));
  }

  @Override
  public @Nullable ResponseEntity<byte[]> rounds(
      String season,
      String country,
      String category,
      @Nullable String stream,
      ServletWebRequest request) {
    PoolPath path = new PoolPath(season, country, category, stream);
    return answers.respond(request, (asked, now) -> page(path, asked, now));
  }

  private Answers.Answer overview(PoolPath path, HttpServletRequest asked, Instant now) {
    PoolId pool = path.read(asked, _ -> "").pool();

    Optional<PoolOverview> counted =
        dashboard.knows(pool)
            ? Optional.of(dashboard.overview(pool, View.live(now)))
            : Optional.empty();
    TableRow row =
        tables
            .rows(
                pool.getSeason(),
                counted.map(TableRow::of).stream().toList(),
                dashboard::knows,
                pool::equals,
                Instant.MAX,
                Instant.MAX)
            .stream()
            .findFirst()
            // The last publication of the season need not have the pool.
            .or(() -> tables.lastPublished(pool, Instant.MAX, Instant.MAX))
            .orElseThrow(() -> PoolPath.unknown(pool));
    LinkedHashMap<String, Object> body = new LinkedHashMap<>();
    counted.ifPresent(
        overview -> {
          body.put("state", overview.state().text());
          overview.next().ifPresent(next -> body.put("nextRound", PoolBody.NextRound.of(next)));
          overview.last().ifPresent(last -> body.put("lastRound", PoolBody.Round.of(last)));
        });
    String tag =
        Answers.tag(Table.withoutTime(List.of(row)) + '\n' + JSON.writeValueAsString(body));
    body.putFirst("row", Table.json(row));
    return new Answers.Answer(tag, MediaType.APPLICATION_JSON, JSON.writeValueAsBytes(body));
  }

  /**
   * Which rounds a request asks for.
   *
   * @param before only rounds before this one; all if empty
   */
  private record Part(int limit, Optional<UUID> before) {
    static Part read(RequestReader in) {
      return new Part(
          in.optional("limit").integer(1, MOST_ROUNDS).orElse(USUAL_ROUNDS),
          in.optional("before").uuid());
    }
  }

  private Answers.Answer page(PoolPath path, HttpServletRequest asked, Instant now) {
    PoolPath.Question<Part> question = path.read(asked, Part::read);
    PoolId pool = known(question.pool());
    Part part = question.parameters();

    List<PastRound> all = dashboard.rounds(pool, View.live(now));
    int from = part.before().map(round -> after(round, all, pool)).orElse(0);
    List<PastRound> page = all.subList(from, Math.min(all.size(), from + part.limit()));
    boolean isLast = from + page.size() == all.size();
    String body =
        JSON.writeValueAsString(
            new PoolBody.Rounds(
                PoolIds.text(pool),
                page.stream().map(PoolBody.Round::of).toList(),
                isLast ? null : page.getLast().id()));
    return new Answers.Answer(
        Answers.tag(body), MediaType.APPLICATION_JSON, body.getBytes(StandardCharsets.UTF_8));
  }

  /** The index after a round. */
  private static int after(UUID round, List<PastRound> all, PoolId pool) {
    return IntStream.range(0, all.size())
            .filter(i -> all.get(i).id().equals(round))
            .findFirst()
            .orElseThrow(
                () ->
                    new Problem(
                        HttpStatus.BAD_REQUEST,
                        VersionedQuery.BAD_REQUEST,
                        List.of(
                            new Fault(
                                "before",
                                FaultCode.UNKNOWN_ROUND,
                                "%s has no round %s.".formatted(PoolIds.text(pool), round)))))
        + 1;
  }

  /** A pool that is published only has no rounds here, which is not an error. */
  private PoolId known(PoolId pool) {
    if (!dashboard.knows(pool) && !tables.publishes(pool)) {
      throw PoolPath.unknown(pool);
    }
    return pool;
  }
}
