package org.iecpools.invitation.web;

import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.media.Schema.RequiredMode;
import java.util.List;
import java.util.UUID;

/**
 * Schema of an order to correct a round, for the API description only: {@link Form} reads the body.
 */
@Schema(name = "CorrectionOrder")
record CorrectionBody(
    @Schema(
            description = "Why, in a sentence: it is published, and told to the holders.",
            requiredMode = RequiredMode.REQUIRED)
        String reason,
    @Schema(
            description =
                "Invitations to void, each open and without an application; without it size says"
                    + " which.")
        List<UUID> invitations,
    @Schema(
            description =
                "How many the round should have invited: those above so many lowest tickets are"
                    + " voided, as far as they are open and without an application.",
            minimum = "0")
        Integer size,
    @Schema(description = "The caller's own choice; the same one orders once.") UUID commandId) {}
