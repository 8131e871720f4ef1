package org.iecpools.invitation.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.UUID;
import org.iecpools.events.ClosedCause;
import org.iecpools.events.PoolIds;
import org.iecpools.invitation.domain.Invitation;
import org.iecpools.invitation.domain.Invitation.Accepted;
import org.iecpools.invitation.domain.Invitation.Applied;
import org.iecpools.invitation.domain.Invitation.Closed;
import org.iecpools.invitation.domain.Invitation.Invited;
import org.iecpools.kit.web.Described;
import org.jspecify.annotations.Nullable;

/**
 * An invitation as shown to its candidate.
 *
 * @param closedBecause null unless it is closed
 * @param closedReason null unless it was voided
 * @param submitBy null unless it is accepted
 * @param closedAt null unless it is closed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Invitation")
record InvitationView(
    @Schema(description = "The invitation.") UUID invitationId,
    @Described.Pool String pool,
    @Schema(description = "The round that drew it.") UUID roundId,
    @Schema(description = "The profile that was drawn.") UUID profileId,
    @Schema(description = "State of the invitation.") Status status,
    @Schema(description = "Cause of its end; only with CLOSED.")
        @Nullable ClosedCause closedBecause,
    @Schema(description = "Why it was voided, in a sentence; only with VOIDED.")
        @Nullable String closedReason,
    @Schema(description = "When it was drawn, UTC.") Instant invitedAt,
    @Schema(description = "End of the 10 days to answer, exclusive, UTC.") Instant answerBy,
    @Schema(
            description =
                "End of the 20 days to submit the application, exclusive, UTC; only with"
                    + " ACCEPTED.")
        @Nullable Instant submitBy,
    @Schema(description = "When it ended, UTC; only with CLOSED.") @Nullable Instant closedAt) {

  /** The states of an invitation. */
  enum Status {
    INVITED,
    ACCEPTED,
    APPLIED,
    CLOSED
  }

  static InvitationView of(Invitation invitation) {
    return switch (invitation.state()) {
      case Invited _ -> of(invitation, Status.INVITED, null, null, null, null);
      case Accepted(Instant submitBy) ->
          of(invitation, Status.ACCEPTED, submitBy, null, null, null);
      case Applied _ -> of(invitation, Status.APPLIED, null, null, null, null);
      case Closed closed ->
          of(invitation, Status.CLOSED, null, closed.cause(), closed.reason(), closed.at());
    };
  }

  private static InvitationView of(
      Invitation invitation,
      Status status,
      @Nullable Instant submitBy,
      @Nullable ClosedCause cause,
      @Nullable String reason,
      @Nullable Instant closedAt) {
    return new InvitationView(
        invitation.id(),
        PoolIds.text(invitation.pool()),
        invitation.roundId(),
        invitation.profileId(),
        status,
        cause,
        reason,
        invitation.drawnAt(),
        invitation.answerBy(),
        submitBy,
        closedAt);
  }
}
