package org.iecpools.invitation.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.DiscriminatorMapping;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.iecpools.domain.RoundSize;
import org.iecpools.domain.Spots;
import org.iecpools.events.PoolIds;
import org.iecpools.invitation.domain.Forecast;
import org.iecpools.kit.web.Described;
import org.jspecify.annotations.Nullable;

/** Result that an order of rounds would have if it was decided now. */
record DryRun(
    @Schema(description = "DRY_RUN, which no result of an order has.") Status status,
    @Schema(description = "Year of the programme.") int season,
    @Schema(description = "Country, ISO 3166-1 alpha-2.", example = "IE") String country,
    @Schema(description = "The pools of the order, in the order of the draw.")
        List<PoolForecast> pools) {

  /** What this answer is. */
  enum Status {
    /** A forecast; nothing has changed. */
    DRY_RUN
  }

  /** Answer to an order of rounds, for the API description only. */
  @Schema(
      name = "OrderAnswer",
      description = "The result of an order or, with dryRun, its forecast.",
      oneOf = {DryRun.class, OrderResult.class},
      discriminatorProperty = "status",
      discriminatorMapping = {
        @DiscriminatorMapping(value = "DRY_RUN", schema = DryRun.class),
        @DiscriminatorMapping(value = "DECIDED", schema = OrderResult.class),
        @DiscriminatorMapping(value = "PENDING", schema = OrderResult.class)
      })
  interface OrderAnswer {}

  /** Forecast of a round of one pool. A field is null if the quota does not determine it. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record PoolForecast(
      @Described.Pool String pool,
      @Schema(description = "Candidates in the pool by the sums.") int poolSize,
      @Schema(
              description =
                  "Candidates who could be drawn now. A pool that is drawn before this one in the"
                      + " same order may take some of them.",
              minimum = "0")
          int drawable,
      @Schema(description = "Spots available; absent if the quota is not a number.", minimum = "0")
          @Nullable Integer spots,
      @Schema(description = "Open invitations, each of which keeps a spot.", minimum = "0")
          @Nullable Integer reserved,
      @Schema(
              description =
                  "Invitations of the round; absent if neither the order nor the policy gives a"
                      + " size.",
              minimum = "0")
          @Nullable Integer size,
      @Schema(description = "How the size was computed, with warnings.")
          @Nullable String sizeReason,
      @Schema(
              description =
                  "The public randomness that would decide, and with it the time of the draw;"
                      + " absent if the seed alone would, immediately.")
          UpcomingRound.@Nullable NamedBeacon beacon,
      @Schema(description = "Every reason against the round; empty if it would run.")
          List<ReasonView> against) {

    static PoolForecast of(Forecast forecast) {
      return new PoolForecast(
          PoolIds.text(forecast.pool()),
          forecast.poolSize(),
          forecast.drawable(),
          forecast.spots().filter(Spots::limited).map(Spots::available).orElse(null),
          forecast.spots().map(Spots::reserved).map(Math::toIntExact).orElse(null),
          forecast.size().map(RoundSize::size).orElse(null),
          forecast.size().map(RoundSize::reason).orElse(null),
          forecast.beacon().map(UpcomingRound.NamedBeacon::of).orElse(null),
          forecast.against().stream().map(ReasonView::of).toList());
    }
  }
}
