package org.iecpools.invitation.web;

import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.media.Schema.RequiredMode;

/**
 * Schema of a season's time of publication, for the API description only: {@link
 * AnnouncementReader} reads the body.
 */
@Schema(name = "PublicationTime")
record PublicationTimeBody(
    @Schema(
            description = "Year of the programme.",
            minimum = "2000",
            maximum = "2999",
            requiredMode = RequiredMode.REQUIRED)
        int season,
    @Schema(
            description = "Hours and minutes on Friday in America/Toronto.",
            pattern = "^([01][0-9]|2[0-3]):[0-5][0-9]$",
            example = "14:00",
            requiredMode = RequiredMode.REQUIRED)
        String timeOfDay,
    @Schema(
            description =
                "Why it is announced although the season is unusual; recorded in the event.",
            maxLength = 500)
        String override,
    @Schema(description = "Why it is announced, recorded with the change.", maxLength = 500)
        String reason) {}
