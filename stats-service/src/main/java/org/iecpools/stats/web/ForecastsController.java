package org.iecpools.stats.web;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.forecast.PoolForecast;
import org.iecpools.kit.clock.ServiceClock;
import org.iecpools.kit.web.FaultCode;
import org.iecpools.kit.web.Faults;
import org.iecpools.kit.web.RequestReader;
import org.iecpools.kit.web.Value;
import org.iecpools.stats.domain.Dashboard;
import org.iecpools.stats.domain.Publications;
import org.iecpools.stats.stream.AnswerVersions;
import org.iecpools.track.PublishedHistory;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.ServletWebRequest;
import tools.jackson.databind.json.JsonMapper;

/** Serves forecasts of pools. */
@RestController
final class ForecastsController implements ForecastsApi {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int MOST_WEEKS = 52;

  private final Forecasts forecasts;
  private final Dashboard dashboard;
  private final Publications publications;
  private final PublishedTables tables;
  private final VersionedAnswers answers;

  ForecastsController(
      Forecasts forecasts,
      Dashboard dashboard,
      Publications publications,
      PublishedHistory published,
      ServiceClock clock,
      AnswerVersions versions) {
    this.forecasts = forecasts;
    this.dashboard = dashboard;
    this.publications = publications;
    this.tables = new PublishedTables(dashboard, published);
    this.answers = new VersionedAnswers(versions, forecasts::changes, clock);
  }

  @Override
  public @Nullable ResponseEntity<byte[]> forecast(
      String season,
      String country,
      String category,
      @Nullable String stream,
      ServletWebRequest request) {
    PoolPath path = new PoolPath(season, country, category, stream);
    return answers.respond(request, (asked, now) -> forecast(path, asked, now));
  }

  /**
   * What else is asked.
   *
   * @param afterWeeks weeks until a later entry
   * @param second the pool of another person
   * @param alsoIn another pool of the same person
   */
  private record Questions(
      Optional<Integer> afterWeeks, Optional<PoolId> second, Optional<PoolId> alsoIn) {

    static Questions read(RequestReader in, Optional<PoolId> pool) {
      return new Questions(
          in.optional("afterWeeks").integer(0, MOST_WEEKS),
          other(
              in.optional("second"),
              second -> pool.filter(first -> !isOfSeason(first, second)).isEmpty(),
              "second must be a pool of the same season."),
          other(
              in.optional("alsoIn"),
              also -> pool.filter(first -> !isForOnePerson(first, also)).isEmpty(),
              "alsoIn must be another pool of the same season and country, because all pools of a"
                  + " person are."));
    }

    private static Optional<PoolId> other(Value value, Predicate<PoolId> isValid, String rule) {
      return value
          .pool()
          .filter(
              pool -> {
                boolean valid = isValid.test(pool);
                if (!valid) {
                  value.fault(FaultCode.BAD_POOL, rule);
                }
                return valid;
              });
    }

    private static boolean isOfSeason(PoolId first, PoolId other) {
      return first.getSeason() == other.getSeason();
    }

    private static boolean isForOnePerson(PoolId first, PoolId other) {
      return PoolIds.country(first).equals(PoolIds.country(other)) && !first.equals(other);
    }
  }

  private Answers.Answer forecast(PoolPath path, HttpServletRequest asked, Instant now) {
    PoolPath.Question<Questions> question =
        path.read(asked, in -> Questions.read(in, path.pool(new Faults())));
    PoolId pool = question.pool();
    Questions also = question.parameters();
    Forecasts.Found found = forecasts.of(pool, now);
    if (found.forecast().row().isEmpty() && !isKnown(pool, now)) {
      throw PoolPath.unknown(pool);
    }
    PoolForecast forecast = found.forecast();
    ForecastBody body =
        new ForecastBody(
            PoolIds.text(pool),
            found.source().text(),
            forecast.asOf().orElse(null),
            forecast.limits(),
            ForecastBody.Chance.of(forecast, PoolForecast.Entry::nextRound),
            ForecastBody.Chance.of(forecast, PoolForecast.Entry::season),
            forecast.rounds().map(ForecastBody.Rounds::of).orElse(null),
            also.afterWeeks().flatMap(forecast::entering).map(ForecastBody.Entry::of).orElse(null),
            also.second()
                .map(other -> ForecastBody.TwoPeople.of(forecast, other, of(other, now)))
                .orElse(null),
            also.alsoIn()
                .map(other -> ForecastBody.TwoPools.of(forecast, other, of(other, now)))
                .orElse(null),
            forecast.assumptions(),
            ForecastBody.LearnedFrom.of(forecast.learnedFrom()),
            forecast
                .row()
                .map(row -> ForecastBody.Figures.of(row, forecast.lastWeek()))
                .orElse(null));
    byte[] json = JSON.writeValueAsBytes(body);
    return new Answers.Answer(Answers.tag(json), MediaType.APPLICATION_JSON, json);
  }

  private PoolForecast of(PoolId pool, Instant now) {
    return forecasts.forecast(pool, now);
  }

  /** Whether a pool has an announcement, an event or a week in any publication. */
  private boolean isKnown(PoolId pool, Instant now) {
    return dashboard.knows(pool)
        || !publications.history(pool, now).isEmpty()
        || tables.publishes(pool);
  }
}
