package org.iecpools.invitation.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.time.LocalTime;
import java.util.UUID;
import org.iecpools.events.AnnouncementWithdrawn;
import org.iecpools.events.PoolIds;
import org.iecpools.events.PublicationTimeSet;
import org.iecpools.events.QuotaAnnounced;
import org.iecpools.events.SeasonPlanned;
import org.iecpools.events.SeasonsEvent;
import org.jspecify.annotations.Nullable;

/** An announcement, or the withdrawal of one. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Announcement")
record AnnouncementView(
    @Schema(description = "Id of the event.") UUID eventId,
    @Schema(description = "From when it counts, UTC.") Instant occurredAt,
    @Schema(description = "What is announced.") Kind kind,
    @Schema(description = "Year of the programme.") int season,
    @Schema(
            description =
                "Country, ISO 3166-1 alpha-2; absent if the announcement concerns all countries.",
            example = "IE")
        @Nullable String country,
    @Schema(
            description = "Of a quota: the pool, as season/country/category[/stream].",
            example = "2026/IE/WORKING_HOLIDAY")
        @Nullable String pool,
    @Schema(
            description =
                "Of a quota: the number of permits, \"unlimited\", \"to be announced\" or \"not"
                    + " offered\".",
            example = "100")
        @Nullable String quota,
    @Schema(
            description =
                "Of a time of publication: hours and minutes on Friday in America/Toronto.",
            example = "14:00")
        @Nullable String timeOfDay,
    @Schema(description = "Why it was announced in spite of the checks; absent without override.")
        @Nullable String override,
    @Schema(description = "From when it no longer counts, UTC; absent unless it is withdrawn.")
        @Nullable Instant withdrawnAt,
    @Schema(description = "Of a withdrawal: the announcement.") @Nullable UUID announcement,
    @Schema(description = "Of a withdrawal: the reason.") @Nullable String reason) {

  /** The kinds of events on {@code iec.seasons}. */
  enum Kind {
    SEASON,
    QUOTA,
    PUBLICATION_TIME,
    WITHDRAWAL
  }

  /**
   * The view of an event.
   *
   * @param withdrawnAt null unless the event is withdrawn
   */
  static AnnouncementView of(SeasonsEvent event, @Nullable Instant withdrawnAt) {
    return switch (event) {
      case SeasonPlanned e ->
          new AnnouncementView(
              e.getEventId(),
              e.getOccurredAt(),
              Kind.SEASON,
              e.getSeason(),
              e.getCountry(),
              null,
              null,
              null,
              e.getOverride(),
              withdrawnAt,
              null,
              null);
      case QuotaAnnounced e ->
          new AnnouncementView(
              e.getEventId(),
              e.getOccurredAt(),
              Kind.QUOTA,
              e.getPool().getSeason(),
              e.getPool().getCountry(),
              PoolIds.text(e.getPool()),
              QuotaWords.text(e.getQuota()),
              null,
              e.getOverride(),
              withdrawnAt,
              null,
              null);
      case PublicationTimeSet e ->
          new AnnouncementView(
              e.getEventId(),
              e.getOccurredAt(),
              Kind.PUBLICATION_TIME,
              e.getSeason(),
              null,
              null,
              null,
              timeOfDay(e),
              e.getOverride(),
              withdrawnAt,
              null,
              null);
      case AnnouncementWithdrawn e ->
          new AnnouncementView(
              e.getEventId(),
              e.getOccurredAt(),
              Kind.WITHDRAWAL,
              e.getSeason(),
              e.getCountry(),
              null,
              null,
              null,
              null,
              null,
              e.getAnnouncementId(),
              e.getReason());
    };
  }

  /** Hours and minutes, such as 14:00. */
  static String timeOfDay(PublicationTimeSet set) {
    return LocalTime.MIDNIGHT.plusMinutes(set.getMinuteOfDay()).toString();
  }

  /** Whether it concerns a country: its own, or all. */
  boolean concerns(String code) {
    return country == null || country.equals(code);
  }
}
