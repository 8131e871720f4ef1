package org.iecpools.stats.web;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.iecpools.stats.domain.SeasonOverview;
import org.jspecify.annotations.Nullable;

/**
 * The seasons.
 *
 * @param seasons ascending
 */
@Schema(name = "Seasons")
record SeasonsBody(
    @Schema(
            description =
                "Seasons that have a plan, a quota, numbers or published figures, ascending.")
        List<Season> seasons) {

  /** A season. */
  @Schema(name = "Season")
  record Season(
      @Schema(description = "Year of the programme.") int season,
      @Schema(description = "Whether the dashboard shows it if no season is requested.")
          boolean isDefault,
      @Schema(
              description =
                  "counted: pools of it have a plan, a quota or numbers here. published: it is only"
                      + " published by others, and shown as they state it.")
          String source,
      @Schema(
              description =
                  "Where it stands now: before the first pool opens, running, or ended when all"
                      + " pools have closed.")
          String state,
      @Schema(
              description = "When its first pool opens by the plans, UTC; null without a plan.",
              nullable = true)
          @Nullable Instant opensAt,
      @Schema(
              description = "When its last pool closes by the plans, UTC; null without a plan.",
              nullable = true)
          @Nullable Instant closesAt,
      @Schema(description = "The first day in Toronto on which its events may occur.")
          LocalDate firstDay,
      @Schema(description = "The last day in Toronto on which its events may occur.")
          LocalDate lastDay,
      @Schema(
              description =
                  "Number of pools with a plan, a quota or numbers; not those that are only published.",
              minimum = "0")
          int pools,
      @Schema(description = "Whether any country has announced a plan.") boolean hasPlan) {

    static Season of(SeasonOverview season, boolean isDefault) {
      return new Season(
          season.season(),
          isDefault,
          (season.pools() > 0 ? TableRow.Source.COUNTED : TableRow.Source.PUBLISHED).text(),
          season.state().text(),
          season.opensAt().orElse(null),
          season.closesAt().orElse(null),
          season.window().firstDay(),
          season.window().lastDay(),
          season.pools(),
          season.opensAt().isPresent());
    }
  }
}
