package org.iecpools.invitation.web;

import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.media.Schema.RequiredMode;
import java.time.Instant;
import java.util.List;
import org.iecpools.events.Category;
import org.iecpools.events.Residence;

/**
 * Schema of a season's announcement, for the API description only: {@link AnnouncementReader} reads
 * the body.
 */
@Schema(name = "Season")
record SeasonBody(
    @BodyField.Season int season,
    @BodyField.Country String country,
    @Schema(
            description =
                "Whether first and final rounds may be announced less than five days ahead.",
            defaultValue = "false")
        boolean shortNotice,
    @BodyField.OverrideReason String override,
    @BodyField.Reason String reason,
    @Schema(
            description =
                "The pools that the country offers, at least one. A pool that is not listed is not"
                    + " offered.",
            requiredMode = RequiredMode.REQUIRED)
        List<Plan> pools) {

  /** Plan of one pool. */
  @Schema(description = "Instants ascend: opensAt, firstRoundAt, finalRoundAt, closesAt.")
  record Plan(
      @Schema(description = "Category of the pool.", requiredMode = RequiredMode.REQUIRED)
          Category category,
      @Schema(
              description = "Special stream; the general pool if omitted.",
              pattern = "^[A-Za-z][A-Za-z0-9_]*$",
              example = "VIE")
          String stream,
      @Schema(description = "Who may enter.", requiredMode = RequiredMode.REQUIRED) Rule rule,
      @Schema(
              description = "From when the pool takes entries, UTC.",
              requiredMode = RequiredMode.REQUIRED)
          Instant opensAt,
      @Schema(
              description =
                  "The first weekly round, UTC; the others follow every seven days at the same"
                      + " time of day in Toronto.",
              requiredMode = RequiredMode.REQUIRED)
          Instant firstRoundAt,
      @Schema(
              description = "No round runs after this instant, UTC.",
              requiredMode = RequiredMode.REQUIRED)
          Instant finalRoundAt,
      @Schema(
              description = "When everybody who is still in the pool leaves it, UTC.",
              requiredMode = RequiredMode.REQUIRED)
          Instant closesAt,
      @Schema(description = "Periods without rounds: at most 100, which must not overlap.")
          List<Pause> pauses,
      @Schema(
              description = "Maximum size of a round by policy; no cap if omitted.",
              minimum = "0",
              maximum = "1000000")
          Integer roundCap,
      @Schema(
              description = "Share of invitations expected to use a spot.",
              minimum = "0.01",
              maximum = "1",
              defaultValue = "0.6")
          Double expectedYield) {}

  /** Conditions for entering a pool. */
  record Rule(
      @Schema(
              description = "Lowest age in years, inclusive.",
              minimum = "0",
              maximum = "120",
              defaultValue = "18")
          Integer minAge,
      @Schema(
              description = "Highest age in years, inclusive.",
              minimum = "1",
              maximum = "120",
              requiredMode = RequiredMode.REQUIRED)
          int maxAge,
      @Schema(description = "Whether a job offer is needed.", defaultValue = "false")
          Boolean jobOffer,
      @Schema(
              description = "Whether the candidate must be a registered student.",
              defaultValue = "false")
          Boolean student,
      @Schema(description = "Whether a placement is needed.", defaultValue = "false")
          Boolean placement,
      @Schema(
              description = "Number of allowed participations, including this one.",
              minimum = "1",
              maximum = "100",
              defaultValue = "1")
          Integer participations,
      @Schema(description = "Where the candidate must live.", defaultValue = "ANY")
          Residence residence) {}

  /** A time without rounds. */
  record Pause(
      @Schema(
              description = "First instant without rounds, UTC.",
              requiredMode = RequiredMode.REQUIRED)
          Instant from,
      @Schema(
              description = "First instant with rounds again, UTC; after from.",
              requiredMode = RequiredMode.REQUIRED)
          Instant until) {}
}
