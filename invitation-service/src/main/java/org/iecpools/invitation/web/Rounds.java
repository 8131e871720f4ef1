package org.iecpools.invitation.web;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/** The rounds of a country. */
record Rounds(
    @Schema(description = "Year of the programme.") int season,
    @Schema(description = "Country, ISO 3166-1 alpha-2.", example = "IE") String country,
    @Schema(description = "Announced rounds that have not run, the next first.")
        List<UpcomingRound> upcoming,
    @Schema(description = "Rounds that ran, the latest first.") List<Round> rounds) {}
