package org.iecpools.stats.web.page;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.iecpools.events.PoolId;
import org.iecpools.kit.access.PublicEndpoint;
import org.iecpools.stats.domain.Dashboard;
import org.iecpools.stats.domain.PastRound;
import org.iecpools.stats.domain.View;
import org.iecpools.stats.web.page.PageAnswers.Page;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.context.request.ServletWebRequest;

/** Serves the pages of rounds. */
@Controller
final class RoundPageController {

  private static final String ROUND = "/rounds/{round}";

  private final Dashboard dashboard;
  private final Frames frames;
  private final PageAnswers answers;

  RoundPageController(Dashboard dashboard, Frames frames, PageAnswers answers) {
    this.dashboard = dashboard;
    this.frames = frames;
    this.answers = answers;
  }

  /** A round. */
  @PublicEndpoint
  @GetMapping({PoolAddress.POOL + ROUND, PoolAddress.STREAM + ROUND})
  @Nullable ResponseEntity<byte[]> round(
      @PathVariable Map<String, String> path,
      @PathVariable String round,
      ServletWebRequest request) {
    PoolAddress address = PoolAddress.of(path);
    Texts in = address.texts();
    return answers.answer(
        request,
        now ->
            address
                .pool()
                .flatMap(pool -> page(in, pool, round, request.getRequest(), now))
                .orElseGet(
                    () -> frames.missing(in, request.getRequest(), now, frames.pools(address))));
  }

  private Optional<Page> page(
      Texts in, PoolId pool, String wanted, HttpServletRequest request, Instant now) {
    List<PastRound> rounds = dashboard.rounds(pool, View.live(now));
    for (int i = 0; i < rounds.size(); i++) {
      PastRound round = rounds.get(i);
      if (round.id().toString().equals(wanted)) {
        Frame frame =
            Frames.fixed(
                in,
                in.text("round.title", in.dateTimeAndZone(round.at())),
                in.text(
                    "round.description",
                    in.country(pool.getCountry()),
                    in.category(pool),
                    Integer.toString(pool.getSeason())),
                request,
                Optional.of(pool.getSeason()));
        Optional<PastRound> before =
            i + 1 < rounds.size() ? Optional.of(rounds.get(i + 1)) : Optional.empty();
        Optional<PastRound> after = i > 0 ? Optional.of(rounds.get(i - 1)) : Optional.empty();
        return Optional.of(
            new Page(HttpStatus.OK, "round.jte", new RoundPage(frame, pool, round, before, after)));
      }
    }
    return Optional.empty();
  }
}
