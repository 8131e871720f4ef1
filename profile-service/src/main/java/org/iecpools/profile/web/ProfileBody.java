package org.iecpools.profile.web;

import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.media.Schema.RequiredMode;
import java.time.LocalDate;
import java.util.List;

/**
 * Schema of a profile's submission, for the API description only: {@link ProfileForm} reads the
 * body.
 */
@Schema(name = "Profile")
record ProfileBody(
    @Schema(
            description = "Year of the programme.",
            example = "2026",
            requiredMode = RequiredMode.REQUIRED)
        int season,
    @Schema(
            description = "Country of citizenship, ISO 3166-1 alpha-2.",
            example = "IE",
            pattern = "^[A-Za-z]{2}$",
            requiredMode = RequiredMode.REQUIRED)
        String citizenship,
    @Schema(
            description = "Date of birth.",
            example = "2000-06-15",
            requiredMode = RequiredMode.REQUIRED)
        LocalDate birthDate,
    @Schema(
            description = "Country of residence, ISO 3166-1 alpha-2.",
            example = "IE",
            pattern = "^[A-Za-z]{2}$",
            requiredMode = RequiredMode.REQUIRED)
        String residence,
    @Schema(
            description = "One to three pools, each as category or category/stream.",
            example = "[\"WORKING_HOLIDAY\", \"YOUNG_PROFESSIONALS\"]",
            requiredMode = RequiredMode.REQUIRED)
        List<String> wanted,
    @Schema(description = "Whether there is a job offer in Canada.", defaultValue = "false")
        boolean jobOffer,
    @Schema(description = "Whether the candidate is a registered student.", defaultValue = "false")
        boolean student,
    @Schema(description = "Whether there is a placement in Canada.", defaultValue = "false")
        boolean placement,
    @Schema(description = "Number of previous participations.", minimum = "0", defaultValue = "0")
        int previousParticipations,
    @Schema(
            description = "IANA time zone in which the candidate's days end.",
            example = "Europe/Dublin",
            defaultValue = "America/Toronto")
        String timeZone,
    @Schema(
            description =
                "HMAC-SHA-256 of the identity document under a key of the portal, in hexadecimal"
                    + " (docs/upstream.md). Within a season, one document belongs to one"
                    + " candidate. Without it the identity is not checked.",
            example = "3f0b0c5d3a8b0e2c5d8f3e9b7a6c1d2e4f5a6b7c8d9e0f1a2b3c4d5e6f708192",
            pattern = "^[0-9A-Fa-f]{64}$")
        String identityDigest) {}
