package org.iecpools.invitation.web;

import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.media.Schema.RequiredMode;

/**
 * Schema of a season's time of publication, for the API description only: {@link
 * AnnouncementReader} reads the body.
 */
@Schema(name = "PublicationTime")
record PublicationTimeBody(
    @BodyField.Season int season,
    @Schema(
            description = "Hours and minutes on Friday in America/Toronto.",
            pattern = "^([01][0-9]|2[0-3]):[0-5][0-9]$",
            example = "14:00",
            requiredMode = RequiredMode.REQUIRED)
        String timeOfDay,
    @BodyField.OverrideReason String override,
    @BodyField.Reason String reason) {}
