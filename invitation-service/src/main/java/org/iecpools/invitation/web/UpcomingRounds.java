package org.iecpools.invitation.web;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;

/** The announced rounds of several countries. */
record UpcomingRounds(
    @Schema(description = "Time of the answer, UTC; in a simulation the simulated time.")
        Instant at,
    @Schema(description = "Announced rounds that have not run, the next first.")
        List<UpcomingRound> rounds) {}
