package org.iecpools.invitation.web;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.UUID;

/** A candidate's invitations. */
record Invitations(
    @Schema(description = "Pseudonym of the candidate.") UUID candidateId,
    @Schema(description = "In the order of their draws. May be empty.")
        List<InvitationView> invitations) {}
