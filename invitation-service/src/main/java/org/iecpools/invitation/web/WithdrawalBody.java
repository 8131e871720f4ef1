package org.iecpools.invitation.web;

import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.media.Schema.RequiredMode;
import java.util.UUID;

/**
 * Schema of a withdrawal, for the API description only: {@link SeasonsController} reads the body.
 */
@Schema(name = "Withdrawal")
record WithdrawalBody(
    @Schema(description = "The eventId of the announcement.", requiredMode = RequiredMode.REQUIRED)
        UUID announcement,
    @Schema(
            description = "The reason, in a sentence.",
            minLength = 1,
            maxLength = 500,
            requiredMode = RequiredMode.REQUIRED)
        String reason) {}
