package org.iecpools.stats.web;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.iecpools.events.ChangeMade;
import org.iecpools.events.ChangeValue;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.stats.stream.ChangeLog.Numbered;
import org.jspecify.annotations.Nullable;

/** A change as JSON. */
@Schema(name = "ChangeMade")
record ChangeBody(
    @Schema(
            description =
                "Place in the stream, opaque. Send the last one as Last-Event-ID or as after.",
            example = "412-5f5d3e0a")
        String id,
    @Schema(description = "Identity of the change, the same in every stream and feed.")
        UUID identity,
    @Schema(
            description =
                "What kind of change it is. A later release may add kinds: pass over unknown ones.",
            allowableValues = {
              "FIGURE_CHANGED",
              "RATING_CHANGED",
              "QUOTA_CHANGED",
              "STATUS_CHANGED",
              "SPOTS_RAN_OUT",
              "ROUND_RAN",
              "ROUND_CORRECTED",
              "ROUND_CANCELLED",
              "POOL_OPENED",
              "POOL_CLOSED",
              "SEASON_OPENED",
              "SEASON_CLOSED",
              "ROW_WITHDRAWN",
              "ROW_RESTORED",
              "PUBLICATION_LATE",
              "NOT_THE_FEED"
            })
        String kind,
    @Schema(description = "Year of the programme; null if it belongs to none.", nullable = true)
        @Nullable Integer season,
    @Schema(
            description = "The pool as season/country/category[/stream]; null if it is of none.",
            example = "2026/IE/WORKING_HOLIDAY",
            nullable = true)
        @Nullable String pool,
    @Schema(
            description = "What has the values.",
            allowableValues = {
              "QUOTA",
              "INVITATIONS",
              "CANDIDATES",
              "SPOTS",
              "SPOTS_LEFT",
              "RATING",
              "STATUS",
              "ROUND",
              "CANCELLATION",
              "ROW",
              "SEASON",
              "LATE_PUBLICATION",
              "REFUSAL"
            })
        String subject,
    @Schema(
            description = "COUNTED by this system, or PUBLISHED by others.",
            allowableValues = {"COUNTED", "PUBLISHED"})
        String source,
    @Schema(description = "When it took effect or was published, as far as that is known.")
        Instant occurredAt,
    @Schema(description = "When it was noticed; ascending.") Instant reportedAt,
    @Schema(description = "The value before; null if there was none.", nullable = true)
        @Nullable Stated before,
    @Schema(description = "The value since.") Stated after,
    @Schema(description = "The round; null if it is not about one.", nullable = true)
        @Nullable UUID roundId,
    @Schema(description = "Day of the publication; null if it is of none.", nullable = true)
        @Nullable LocalDate publishedOn,
    @Schema(
            description = "Revision of the publication or round; null without one.",
            nullable = true)
        @Nullable Integer revision,
    @Schema(
            description =
                "Why figures are flagged, something was refused, or a round corrected or cancelled.")
        List<Because> reasons) {

  /** A value as JSON. */
  @Schema(name = "ChangeValue")
  record Stated(
      @Schema(description = "The figure; null for a word.", nullable = true) @Nullable Long number,
      @Schema(description = "The figure or word as shown or published.", example = "1,475")
          String text) {

    static @Nullable Stated of(@Nullable ChangeValue value) {
      return value == null ? null : known(value);
    }

    static Stated known(ChangeValue value) {
      return new Stated(value.getNumber(), value.getText());
    }
  }

  /** A reason as JSON. */
  @Schema(name = "ChangeReason")
  record Because(
      @Schema(description = "Stable code for programs.") String code,
      @Schema(description = "A sentence for people.") String detail) {}

  /** A page of changes. */
  @Schema(name = "Changes")
  record Page(
      @Schema(description = "Oldest first; may be empty.") List<ChangeBody> changes,
      @Schema(
              description = "Send it as after for the changes that follow.",
              example = "412-5f5d3e0a")
          String next,
      @Schema(description = "Whether there are changes after these already.") boolean more) {}

  /**
   * @param log identifies the topic
   */
  static ChangeBody of(Numbered numbered, long log) {
    ChangeMade change = numbered.change();
    PoolId pool = change.getPool();
    return new ChangeBody(
        ChangeId.of(numbered.next(), log).text(),
        change.getEventId(),
        change.getKind().name(),
        change.getSeason(),
        pool == null ? null : PoolIds.text(pool),
        change.getSubject().name(),
        change.getSource().name(),
        change.getOccurredAt(),
        change.getReportedAt(),
        Stated.of(change.getBefore()),
        Stated.known(change.getAfter()),
        change.getRoundId(),
        change.getPublishedOn(),
        change.getRevision(),
        change.getReasons().stream()
            .map(reason -> new Because(reason.getCode(), reason.getDetail()))
            .toList());
  }
}
