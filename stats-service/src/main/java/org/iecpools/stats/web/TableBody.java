package org.iecpools.stats.web;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import org.iecpools.events.Category;
import org.iecpools.kit.web.Described;
import org.jspecify.annotations.Nullable;

/**
 * The schemas of the responses, used for the OpenAPI description only: {@link Table} writes the
 * data, and {@link TableDescription} adds the words that columns may contain.
 */
final class TableBody {

  private TableBody() {}

  /** The rows of a season. */
  @Schema(name = "Dashboard")
  record Dashboard(
      @Schema(description = "The season of the rows; null while nothing is known.", nullable = true)
          @Nullable Integer season,
      @Schema(
              description =
                  "Where the season stands at the time of the rows: before its first pool opens,"
                      + " running, or ended when all its pools have closed. Null while nothing is"
                      + " known.",
              nullable = true)
          @Nullable String seasonState,
      @Schema(description = "Seasons that have a plan, numbers or published figures, ascending.")
          List<Integer> seasons,
      @Schema(
              description =
                  "Whether these are the current numbers, not those as of a time or as published. It"
                      + " is true after the end of a season too; see seasonState.")
          boolean live,
      @Schema(
              description =
                  "The end of the period that counts, exclusive, UTC; null if nothing was published.",
              nullable = true)
          @Nullable Instant asOf,
      @Schema(
              description = "The Friday that ends the week; null if nothing was published.",
              nullable = true)
          @Nullable LocalDate week,
      @Schema(
              description =
                  "The rows as they were published at this instant, UTC; absent by default.",
              requiredMode = Schema.RequiredMode.NOT_REQUIRED)
          @Nullable Instant knownAt,
      @Schema(
              description =
                  "With knownAt: the pools of the live answer that have no row here, because none was"
                      + " published by then. Absent without knownAt.",
              example = "[\"2026/IE/WORKING_HOLIDAY\"]",
              requiredMode = Schema.RequiredMode.NOT_REQUIRED)
          @Nullable List<String> notPublished,
      @Schema(description = "Rows ordered by country name, category and stream.") List<Row> rows) {}

  /** The weekly rows of a pool. */
  @Schema(name = "History")
  record History(
      @Described.Pool String pool,
      @Schema(
              description =
                  "The rows as they were published at this instant, UTC; absent by default.",
              requiredMode = Schema.RequiredMode.NOT_REQUIRED)
          @Nullable Instant knownAt,
      @Schema(description = "One row per publication, ascending.") List<Row> rows) {}

  /** The figures of a pool. */
  @Schema(name = "Row")
  record Row(
      @Described.Pool String pool,
      @Schema(description = "Year of the programme.") int season,
      @Schema(description = "Country of citizenship, ISO 3166-1 alpha-2.", example = "IE")
          String country,
      @Schema(description = "Its English name.", example = "Ireland") String countryName,
      @Schema(description = "Category of the pool.") Category category,
      @Schema(
              description = "Special stream; null for the general pool.",
              example = "VIE",
              nullable = true)
          @Nullable String stream,
      @Schema(
              description =
                  "counted: by this system, from events. published: as somebody else publishes it;"
                      + " this system does not count the pool.")
          String source,
      @Schema(
              description =
                  "Permits of the season, or a word instead of a number. The next two columns have"
                      + " the same content in one type each.")
          Object quota,
      @Schema(
              description = "Permits of the season; null unless quotaStatus is permits.",
              minimum = "0",
              nullable = true)
          @Nullable Long quotaNumber,
      @Schema(description = "Whether the quota is a number of permits, or else which word it is.")
          String quotaStatus,
      @Schema(
              description =
                  "Source of the quota: an announcement, the shipped reference data, a publication, or"
                      + " none.")
          String quotaSource,
      @Schema(
              description =
                  "Invitations issued by rounds; may exceed the quota. Null if the row is published"
                      + " without a number.",
              minimum = "0",
              nullable = true)
          @Nullable Long invitationsIssued,
      @Schema(
              description =
                  "Candidates in the pool. Null if the row is published without a number.",
              minimum = "0",
              nullable = true)
          @Nullable Long candidatesInPool,
      @Schema(
              description =
                  "LOIs that can still be issued, or a word instead of a number. The next two columns"
                      + " have the same content in one type each.")
          Object spotsAvailable,
      @Schema(
              description = "LOIs that can still be issued; null unless spotsStatus is permits.",
              minimum = "0",
              nullable = true)
          @Nullable Long spotsNumber,
      @Schema(description = "Whether the spots are a number, or else which word they are.")
          String spotsStatus,
      @Schema(
              description =
                  "The chance in words, with limits at 80, 60, 40 and 20 %; not applicable without an"
                      + " upcoming round.")
          String rating,
      @Schema(
              description =
                  "Chance of an invitation in the next round: its size divided by the candidates in"
                      + " the pool. Not rounded: 1 only if the round invites everyone, 0 only if it"
                      + " invites nobody. Null without an upcoming round.",
              minimum = "0",
              maximum = "1",
              nullable = true)
          @Nullable Double chance,
      @Schema(
              description = "LOIs in force. Null if the row is published only.",
              minimum = "0",
              nullable = true)
          @Nullable Long loisIssued,
      @Schema(
              description =
                  "Invitations that may still become an LOI. Each of them keeps a spot. Null if the row"
                      + " is published only.",
              minimum = "0",
              nullable = true)
          @Nullable Long openInvitations,
      @Schema(
              description =
                  "Time of the last round that invited anybody, UTC; null before the first.",
              nullable = true)
          @Nullable Instant lastRoundAt,
      @Schema(description = "The end of the period that counts, exclusive, UTC.") Instant asOf,
      @Schema(description = "The Friday that ends the week.") LocalDate week,
      @Schema(
              description =
                  "Revision of the publication; 0 for a row that was computed, not published.",
              minimum = "0")
          int revision,
      @Schema(
              description =
                  "Candidates in the pool by these sums minus those of the pool's last compared draw,"
                      + " at the positions of that draw. A value other than 0 is an error of one of"
                      + " the two. Null before such a draw, and in published rows.",
              nullable = true)
          @Nullable Long poolSizeDifference,
      @Schema(
              description =
                  "Candidates that were in the pool at its last draw and could not be drawn: drawn"
                      + " from another pool in the same decision, with an open invitation, or past"
                      + " their last eligible day. Null before such a draw, and in published rows.",
              minimum = "0",
              nullable = true)
          @Nullable Long notDrawable,
      @Schema(description = "Contradictions between the numbers and the rules.")
          List<Anomaly> anomalies,
      @Schema(
              description =
                  "Whether the pool takes entries. Null if it is not offered, without a plan, and in"
                      + " rows that are published.",
              nullable = true)
          @Nullable String poolStatus,
      @Schema(
              description =
                  "When the last weekly publication at or before the time of the row was made (of a"
                      + " row of the history, its own), with the offset of Toronto; null before the"
                      + " first. Of a row that others publish:"
                      + " the time that their server states, null if it states none; publishedOn is"
                      + " the day.",
              example = "2026-04-24T00:00:00-04:00",
              nullable = true)
          @Nullable OffsetDateTime publishedAt,
      @Schema(
              description =
                  "When the next weekly publication is due, with the offset of Toronto. Null after"
                      + " the last one, and in rows that are published.",
              example = "2026-05-01T00:00:00-04:00",
              nullable = true)
          @Nullable OffsetDateTime nextPublicationAt,
      @Schema(
              description =
                  "Time of the first weekly round by the plan, UTC. Null without a plan, and in rows"
                      + " that are published.",
              nullable = true)
          @Nullable Instant firstRoundAt,
      @Schema(
              description =
                  "Time of the next round, announced or planned, UTC. Null if none is to come, if the"
                      + " country has no plan, and in rows that are published.",
              nullable = true)
          @Nullable Instant nextRoundAt,
      @Schema(
              description =
                  "Invitations of the next round, if its announcement states them. Null if the policy"
                      + " will size the round, and in rows that are published.",
              minimum = "0",
              nullable = true)
          @Nullable Integer nextRoundAnnouncedSize,
      @Schema(
              description =
                  "Time after which no round runs by the plan, UTC. Null without a plan, and in rows"
                      + " that are published.",
              nullable = true)
          @Nullable Instant finalRoundAt,
      @Schema(
              description =
                  "Number of rounds that are announced or planned from the time of the row on. Null"
                      + " without a plan, and in rows that are published.",
              minimum = "0",
              nullable = true)
          @Nullable Integer roundsLeft,
      @Schema(
              description =
                  "How the numbers differ from those of the publication before. CSV has a column for"
                      + " each field, named changeSinceLastPublication.since and so on.")
          ChangeSinceLastPublication changeSinceLastPublication,
      @Schema(
              description = "Who publishes figures of the pool; null if nobody does.",
              example = "ircc",
              nullable = true)
          @Nullable String publishedBy,
      @Schema(description = "The day that the publication states.", nullable = true)
          @Nullable LocalDate publishedOn,
      @Schema(
              description = "Revision of the published figures, from 1.",
              minimum = "1",
              nullable = true)
          @Nullable Integer publishedRevision,
      @Schema(
              description = "The first round, as stated there. It is a week and not a time.",
              example = "Week of January 19, 2026",
              nullable = true)
          @Nullable String publishedFirstRound,
      @Schema(
              description = "The final round, as stated there.",
              example = "To be announced",
              nullable = true)
          @Nullable String publishedFinalRound,
      @Schema(description = "The published quota, as stated.", example = "1,475", nullable = true)
          @Nullable String publishedQuota,
      @Schema(
              description = "The published invitations, as stated.",
              example = "1,475",
              nullable = true)
          @Nullable String publishedInvitations,
      @Schema(
              description = "The published candidates, as stated.",
              example = "1,475",
              nullable = true)
          @Nullable String publishedCandidates,
      @Schema(description = "The published spots, as stated.", example = "1,475", nullable = true)
          @Nullable String publishedSpots,
      @Schema(description = "The published rating; null if none is stated.", nullable = true)
          @Nullable String publishedRating,
      @Schema(
              description =
                  "Invitations that are counted less those that are published; null unless both are"
                      + " numbers.",
              nullable = true)
          @Nullable Long invitationsDifference,
      @Schema(
              description =
                  "Candidates that are counted less those that are published; null unless both are"
                      + " numbers.",
              nullable = true)
          @Nullable Long candidatesDifference,
      @Schema(
              description =
                  "Spots that are counted less those that are published; null unless both are"
                      + " numbers.",
              nullable = true)
          @Nullable Long spotsDifference,
      @Schema(description = "Why the published figures are flagged.")
          List<Anomaly> contradictions) {}

  /** How the numbers of a row differ from those of the publication before. */
  @Schema(name = "ChangeSinceLastPublication")
  record ChangeSinceLastPublication(
      @Schema(
              description =
                  "The publication before: its Friday, or the day that it states. Null before the second"
                      + " publication.",
              nullable = true)
          @Nullable LocalDate since,
      @Schema(description = "Change of the quota; null unless both are numbers.", nullable = true)
          @Nullable Long quota,
      @Schema(
              description =
                  "Invitations issued since; negative if more were voided. Null unless both are"
                      + " numbers.",
              nullable = true)
          @Nullable Long invitations,
      @Schema(
              description = "Change of the candidates in the pool; null unless both are numbers.",
              nullable = true)
          @Nullable Long candidates,
      @Schema(
              description = "Change of the spots available; null unless both are numbers.",
              nullable = true)
          @Nullable Long spots,
      @Schema(
              description = "Change of the LOIs in force; null if the row is published only.",
              nullable = true)
          @Nullable Long lois,
      @Schema(
              description = "Change of the open invitations; null if the row is published only.",
              nullable = true)
          @Nullable Long openInvitations) {}

  /** A contradiction between the figures and the rules. */
  @Schema(name = "Anomaly")
  record Anomaly(
      @Schema(description = "Stable, for programs.", example = "MORE_LOIS_THAN_QUOTA") String code,
      @Schema(description = "A sentence for people.") String detail) {}
}
