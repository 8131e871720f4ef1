package org.iecpools.stats.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.feed.ChanceWord;
import org.iecpools.feed.PublishedRow;
import org.iecpools.forecast.Limit;
import org.iecpools.forecast.PoolForecast;
import org.iecpools.kit.web.Described;
import org.jspecify.annotations.Nullable;

/** The forecast of a pool. {@link TableDescription} adds the possible sources. */
@Schema(name = "PoolForecast")
record ForecastBody(
    @Described.Pool String pool,
    @Schema(
            description =
                "Whether the forecast is from weeks that are counted and published here, or from those"
                    + " that others publish.")
        String source,
    @Schema(
            description =
                "The day of the latest publication of the season, on which the forecast is made; null"
                    + " without one.",
            nullable = true)
        @Nullable LocalDate asOf,
    @Schema(
            description =
                "What limits the chance, in an order that does not change; usually empty. After the"
                    + " first four no chance can be forecast.")
        List<Limit> limits,
    @Schema(
            description =
                "The chance of an invitation in the next round; absent if none can be forecast.",
            requiredMode = Schema.RequiredMode.NOT_REQUIRED)
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable Chance nextRound,
    @Schema(
            description =
                "The chance of an invitation until the season ends, of someone who stays in the pool;"
                    + " absent if none can be forecast.",
            requiredMode = Schema.RequiredMode.NOT_REQUIRED)
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable Chance season,
    @Schema(
            description = "The rounds that are left; absent without a publication.",
            requiredMode = Schema.RequiredMode.NOT_REQUIRED)
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable Rounds rounds,
    @Schema(
            description =
                "The chances of someone who enters later; absent without afterWeeks, or if none can be"
                    + " forecast.",
            requiredMode = Schema.RequiredMode.NOT_REQUIRED)
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable Entry later,
    @Schema(
            description = "The answer to second; absent without it.",
            requiredMode = Schema.RequiredMode.NOT_REQUIRED)
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable TwoPeople twoPeople,
    @Schema(
            description = "The answer to alsoIn; absent without it.",
            requiredMode = Schema.RequiredMode.NOT_REQUIRED)
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable TwoPools twoPools,
    @Schema(description = "What the forecast assumes, in sentences.") List<String> assumptions,
    @Schema(description = "What was learned from.") LearnedFrom learnedFrom,
    @Schema(
            description =
                "The figures of the pool in the publication; absent if it does not show the pool.",
            requiredMode = Schema.RequiredMode.NOT_REQUIRED)
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable Figures figures) {

  /** A chance with its interval. */
  @Schema(name = "ForecastChance")
  record Chance(
      @Schema(description = "The chance, not rounded.", minimum = "0", maximum = "1") double chance,
      @Schema(
              description = "The lower bound of the 80 % interval; not above the chance.",
              minimum = "0",
              maximum = "1")
          double low,
      @Schema(
              description = "The upper bound of the 80 % interval; not below the chance.",
              minimum = "0",
              maximum = "1")
          double high) {

    static Chance of(org.iecpools.forecast.Chance chance) {
      return new Chance(chance.value(), chance.interval().low(), chance.interval().high());
    }

    static @Nullable Chance of(
        PoolForecast forecast, Function<PoolForecast.Entry, org.iecpools.forecast.Chance> which) {
      return forecast.now().map(which).map(Chance::of).orElse(null);
    }
  }

  /** Rounds that are left. */
  @Schema(name = "RoundsLeft")
  record Rounds(
      @Schema(description = "Number of weekly rounds from the publication on.", minimum = "0")
          int left,
      @Schema(description = "The day of the final round, or the Friday of its week.")
          LocalDate finalRound,
      @Schema(description = "Whether the final round is announced; otherwise it is assumed.")
          boolean announced) {

    static Rounds of(org.iecpools.forecast.RoundsLeft rounds) {
      return new Rounds(rounds.count(), rounds.last(), rounds.isAnnounced());
    }
  }

  /** A later entry. */
  @Schema(name = "LaterEntry")
  record Entry(
      @Schema(description = "Weeks from the publication to the entry.", minimum = "0")
          int afterWeeks,
      @Schema(description = "Rounds that are left then.", minimum = "0") int roundsLeft,
      @Schema(description = "The chance in the first round after the entry.") Chance nextRound,
      @Schema(description = "The chance until the season ends; never above that of now.")
          Chance season) {

    static Entry of(PoolForecast.Entry entry) {
      return new Entry(
          entry.afterWeeks(),
          entry.rounds(),
          Chance.of(entry.nextRound()),
          Chance.of(entry.season()));
    }
  }

  /** The forecast of another pool. */
  @Schema(name = "OtherPoolForecast")
  record Other(
      @Schema(description = "The pool, as season/country/category[/stream].") String pool,
      @Schema(description = "What limits its chance, as for the first pool.") List<Limit> limits,
      @Schema(
              description = "The chance in its next round; absent if none can be forecast.",
              requiredMode = Schema.RequiredMode.NOT_REQUIRED)
          @JsonInclude(JsonInclude.Include.NON_NULL)
          @Nullable Chance nextRound,
      @Schema(
              description = "The chance until the season ends; absent if none can be forecast.",
              requiredMode = Schema.RequiredMode.NOT_REQUIRED)
          @JsonInclude(JsonInclude.Include.NON_NULL)
          @Nullable Chance season) {

    static Other of(PoolId pool, PoolForecast forecast) {
      return new Other(
          PoolIds.text(pool),
          forecast.limits(),
          Chance.of(forecast, PoolForecast.Entry::nextRound),
          Chance.of(forecast, PoolForecast.Entry::season));
    }
  }

  /** Two people. */
  @Schema(name = "BothOrOne")
  record BothOrOne(
      @Schema(description = "That both are invited.") Chance both,
      @Schema(description = "That one or both are invited.") Chance atLeastOne) {

    static BothOrOne of(org.iecpools.forecast.TwoPeople two) {
      return new BothOrOne(Chance.of(two.both()), Chance.of(two.atLeastOne()));
    }
  }

  /** Two people who apply individually. */
  @Schema(name = "TwoPeopleForecast")
  record TwoPeople(
      @Schema(description = "The pool of the other person.") Other second,
      @Schema(
              description = "In the next round of each; absent if unknown.",
              requiredMode = Schema.RequiredMode.NOT_REQUIRED)
          @JsonInclude(JsonInclude.Include.NON_NULL)
          @Nullable BothOrOne nextRound,
      @Schema(
              description = "Until the season ends; absent if unknown.",
              requiredMode = Schema.RequiredMode.NOT_REQUIRED)
          @JsonInclude(JsonInclude.Include.NON_NULL)
          @Nullable BothOrOne season) {

    static TwoPeople of(PoolForecast first, PoolId pool, PoolForecast second) {
      Optional<PoolForecast.Together> together = first.with(second);
      return new TwoPeople(
          Other.of(pool, second),
          together.map(both -> BothOrOne.of(both.nextRound())).orElse(null),
          together.map(both -> BothOrOne.of(both.season())).orElse(null));
    }
  }

  /** One person in two pools. */
  @Schema(name = "TwoPoolsForecast")
  record TwoPools(
      @Schema(description = "The second pool.") Other alsoIn,
      @Schema(
              description =
                  "An invitation from either in the next round of each; absent if unknown.",
              requiredMode = Schema.RequiredMode.NOT_REQUIRED)
          @JsonInclude(JsonInclude.Include.NON_NULL)
          @Nullable Chance nextRound,
      @Schema(
              description = "An invitation from either until the season ends; absent if unknown.",
              requiredMode = Schema.RequiredMode.NOT_REQUIRED)
          @JsonInclude(JsonInclude.Include.NON_NULL)
          @Nullable Chance season) {

    static TwoPools of(PoolForecast first, PoolId pool, PoolForecast second) {
      Optional<PoolForecast.Either> either = first.or(second);
      return new TwoPools(
          Other.of(pool, second),
          either.map(one -> Chance.of(one.nextRound())).orElse(null),
          either.map(one -> Chance.of(one.season())).orElse(null));
    }
  }

  /** What was learned from. */
  @Schema(name = "LearnedFrom")
  record LearnedFrom(
      @Schema(
              description = "Publications of the season and of up to two seasons before.",
              minimum = "0")
          int publications,
      @Schema(description = "Seasons of these publications.", minimum = "0") int seasons,
      @Schema(description = "Weeks of a pool whose result is known and counts.", minimum = "0")
          int poolWeeks) {

    static LearnedFrom of(org.iecpools.forecast.LearnedFrom from) {
      return new LearnedFrom(from.publications(), from.seasons(), from.poolWeeks());
    }
  }

  /** The figures that a forecast uses, as they are stated. */
  @Schema(name = "ForecastFigures")
  record Figures(
      @Schema(
              description = "The word for the chance; null if none is stated.",
              example = "Excellent",
              nullable = true)
          @Nullable String rating,
      @Schema(description = "Permits of the season.", example = "10,000") String quota,
      @Schema(description = "Invitations since the season began.", example = "4,150")
          String invitations,
      @Schema(description = "Candidates in the pool.", example = "43") String candidates,
      @Schema(description = "Spots available.", example = "2,900") String spots,
      @Schema(
              description = "What happened in the week before; absent if it is not known.",
              requiredMode = Schema.RequiredMode.NOT_REQUIRED)
          @JsonInclude(JsonInclude.Include.NON_NULL)
          @Nullable LastWeek lastWeek) {

    static Figures of(PublishedRow row, Optional<PoolForecast.LastWeek> lastWeek) {
      return new Figures(
          row.rating().map(ChanceWord::text).orElse(null),
          row.quota().stated(),
          row.invitations().stated(),
          row.candidates().stated(),
          row.spots().stated(),
          lastWeek.map(LastWeek::of).orElse(null));
    }
  }

  /** What happened in a pool from one publication to the next. */
  @Schema(name = "ForecastLastWeek")
  record LastWeek(
      @Schema(description = "Day of the first publication.") LocalDate from,
      @Schema(description = "Day of the next one.") LocalDate until,
      @Schema(
              description =
                  "Invitations in between, divided by the candidates at the beginning; at most 1.",
              minimum = "0",
              maximum = "1")
          double share) {

    static LastWeek of(PoolForecast.LastWeek week) {
      return new LastWeek(week.from(), week.until(), week.share());
    }
  }
}
