package org.iecpools.invitation.web;

import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.media.Schema.RequiredMode;
import java.util.List;
import java.util.UUID;
import org.iecpools.kit.stream.Attribution;

/**
 * Schema of an order to correct a round, for the API description only: {@link
 * CorrectionsController} reads the body.
 */
@Schema(name = "CorrectionOrder")
record CorrectionBody(
    @Schema(
            description =
                "The reason, in a sentence. It is published and shown to the holders of the"
                    + " invitations.",
            maxLength = Attribution.MAX_REASON,
            requiredMode = RequiredMode.REQUIRED)
        String reason,
    @Schema(
            description =
                "Invitations to void, each open and without an application. Send either invitations"
                    + " or size.")
        List<UUID> invitations,
    @Schema(
            description =
                "How many candidates the round should have invited. The invitations above that many"
                    + " lowest tickets are voided, if they are open and without an application.",
            minimum = "0")
        Integer size,
    @BodyField.CommandId UUID commandId) {}
