package org.iecpools.stats.web;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/**
 * The schemas of the responses, used for the OpenAPI description only; {@link Table} writes the
 * data.
 */
final class TableBody {

  private TableBody() {}

  /** The rows of a season. */
  @Schema(name = "Dashboard")
  record Dashboard(
      @Schema(description = "The season shown; null before anything is known.", nullable = true)
          Integer season,
      @Schema(description = "Seasons of which anything is known, ascending.") List<Integer> seasons,
      @Schema(description = "Whether everything known counts.") boolean live,
      @Schema(
              description =
                  "What happened before this instant counts, UTC; null where nothing was published.",
              nullable = true)
          Instant asOf,
      @Schema(
              description = "The Friday that ends the week; null where nothing was published.",
              nullable = true)
          LocalDate week,
      @Schema(
              description = "What was published after this instant does not count, UTC.",
              requiredMode = Schema.RequiredMode.NOT_REQUIRED)
          Instant knownAt,
      @Schema(description = "By the country's name, then category, then stream.") List<Row> rows) {}

  /** The weekly rows of a pool. */
  @Schema(name = "History")
  record History(
      @Schema(
              description = "The pool, as season/country/category[/stream].",
              example = "2026/IE/WORKING_HOLIDAY")
          String pool,
      @Schema(
              description = "What was published after this instant does not count, UTC.",
              requiredMode = Schema.RequiredMode.NOT_REQUIRED)
          Instant knownAt,
      @Schema(description = "As of every publication, ascending.") List<Row> rows) {}

  /** The figures of a pool. */
  @Schema(name = "Row")
  record Row(
      @Schema(
              description = "The pool, as season/country/category[/stream].",
              example = "2026/IE/WORKING_HOLIDAY")
          String pool,
      @Schema(description = "Year of the programme.") int season,
      @Schema(description = "Country of citizenship, ISO 3166-1 alpha-2.", example = "IE")
          String country,
      @Schema(description = "Its English name.", example = "Ireland") String countryName,
      @Schema(
              description = "Category of the pool.",
              allowableValues = {"WORKING_HOLIDAY", "YOUNG_PROFESSIONALS", "INTERNATIONAL_COOP"})
          String category,
      @Schema(
              description = "Special stream; null for the general pool.",
              example = "VIE",
              nullable = true)
          String stream,
      @Schema(
              description = "Permits of the season, or a word.",
              oneOf = {Permits.class, Word.class})
          Object quota,
      @Schema(
              description =
                  "Where the quota was found: announced, in the shipped reference, or nowhere.",
              allowableValues = {"announced", "reference", "none"})
          String quotaSource,
      @Schema(description = "Invited by rounds; may exceed the quota.", minimum = "0")
          long invitationsIssued,
      @Schema(description = "Candidates in the pool.", minimum = "0") long candidatesInPool,
      @Schema(
              description = "LOIs that can still be issued before the quota is met, or a word.",
              oneOf = {Permits.class, Word.class})
          Object spotsAvailable,
      @Schema(description = "Open invitations, for whom a spot is kept.", minimum = "0")
          long reservedSpots,
      @Schema(
              description =
                  "The exact chance in words: from 80 %, 60, 40, 20 and below; not applicable"
                      + " without a round to come.",
              allowableValues = {
                "Excellent",
                "Very good",
                "Fair",
                "Low",
                "Very low",
                "Not applicable"
              })
          String rating,
      @Schema(
              description =
                  "Chance of an invitation in the next round: its size by those who can be drawn."
                      + " Not rounded: 1 only if the round takes everyone, 0 only if it invites"
                      + " nobody. Null without a round to come.",
              minimum = "0",
              maximum = "1",
              nullable = true)
          Double chance,
      @Schema(description = "LOIs in force.", minimum = "0") long loisIssued,
      @Schema(description = "Invitations that may still become an LOI.", minimum = "0")
          long openInvitations,
      @Schema(
              description =
                  "When the last round that invited anybody ran, UTC; null before the first.",
              nullable = true)
          Instant lastRoundAt,
      @Schema(description = "What happened before this instant counts, UTC.") Instant asOf,
      @Schema(description = "The Friday that ends the week.") LocalDate week,
      @Schema(description = "Of the publication; 0 while none are recorded.", minimum = "0")
          int revision,
      @Schema(
              description =
                  "Candidates by these sums less those that the pool's last compared draw saw, at"
                      + " the positions that its RoundRun states: other than 0 is an error of one of"
                      + " the two. Null before such a draw, and in rows as published.",
              nullable = true)
          Long poolSizeDifference,
      @Schema(
              description =
                  "Candidates that the pool's last draw saw in the pool and could not draw, as its"
                      + " RoundRun states: drawn from another pool in the same decision, holding an"
                      + " open invitation, or past their last eligible day. Null before such a"
                      + " draw, and in rows as published.",
              minimum = "0",
              nullable = true)
          Long notDrawable,
      @Schema(description = "What the numbers say and the rules do not allow.")
          List<Anomaly> anomalies) {}

  /** A contradiction between the figures and the rules. */
  @Schema(name = "Anomaly")
  record Anomaly(
      @Schema(description = "Stable, for programs.", example = "MORE_LOIS_THAN_QUOTA") String code,
      @Schema(description = "A sentence for people.") String detail) {}

  /** A number of permits. */
  @Schema(name = "Permits", type = "integer", description = "Permits.", minimum = "0")
  interface Permits {}

  /** The words used instead of a number. */
  @Schema(
      name = "Word",
      type = "string",
      description = "What there is instead of a number.",
      allowableValues = {"unlimited", "to be announced", "not offered"})
  interface Word {}
}
