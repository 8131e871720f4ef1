package org.iecpools.stats.web;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.iecpools.domain.SeasonWindow;
import org.iecpools.kit.clock.ServiceClock;
import org.iecpools.stats.domain.Dashboard;
import org.iecpools.stats.stream.AnswerVersions;
import org.iecpools.track.PublishedHistory;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.ServletWebRequest;
import tools.jackson.databind.json.JsonMapper;

/** Serves the list of seasons. */
@RestController
final class SeasonsController implements SeasonsApi {

  private static final JsonMapper JSON = JsonMapper.shared();

  private final Dashboard dashboard;
  private final PublishedTables tables;
  private final VersionedAnswers answers;

  SeasonsController(
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
  public @Nullable ResponseEntity<byte[]> seasons(ServletWebRequest request) {
    return answers.respond(request, this::list);
  }

  private Answers.Answer list(HttpServletRequest asked, Instant now) {
    VersionedQuery.checkEmpty(asked);

    Optional<Integer> usual = tables.usualSeason(now);
    String body =
        JSON.writeValueAsString(
            new SeasonsBody(
                tables.seasons().stream()
                    .filter(SeasonWindow::isSeason)
                    .map(
                        season ->
                            SeasonsBody.Season.of(
                                dashboard.season(season, now), usual.equals(Optional.of(season))))
                    .toList()));
    return new Answers.Answer(
        Answers.tag(body), MediaType.APPLICATION_JSON, body.getBytes(StandardCharsets.UTF_8));
  }
}
