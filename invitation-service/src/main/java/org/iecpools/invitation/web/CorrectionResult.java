package org.iecpools.invitation.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.UUID;
import org.iecpools.invitation.domain.OrderOutcome;
import org.iecpools.invitation.domain.OrderOutcome.Corrected;
import org.jspecify.annotations.Nullable;

/** Result of an order to correct a round. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record CorrectionResult(
    @Schema(description = "The order.") UUID commandId,
    @Schema(description = "Whether the order is decided.") OrderStatus status,
    @Schema(description = "The corrected round; absent if the order is pending.")
        @Nullable Round round,
    @Schema(description = "Invitations that this order has voided, the lowest ticket first.")
        List<UUID> voided,
    @Schema(description = "Invitations above the size that could not be voided.")
        List<KeptInvitation> kept) {

  /** An invitation that could not be voided. */
  record KeptInvitation(
      @Schema(description = "The invitation.") UUID invitationId,
      @Schema(description = "Stable, for programs.", example = "APPLICATION_IN_PROGRESS")
          String code,
      @Schema(description = "A sentence for people.") String detail) {

    static KeptInvitation of(OrderOutcome.Kept kept) {
      return new KeptInvitation(
          kept.invitationId(), kept.why().code(), Reasons.sentence(kept.why().detail()));
    }
  }

  static CorrectionResult decided(UUID commandId, Round round, Corrected corrected) {
    return new CorrectionResult(
        commandId,
        OrderStatus.DECIDED,
        round,
        corrected.voided(),
        corrected.kept().stream().map(KeptInvitation::of).toList());
  }

  static CorrectionResult pending(UUID commandId) {
    return new CorrectionResult(commandId, OrderStatus.PENDING, null, List.of(), List.of());
  }
}
