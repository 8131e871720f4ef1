package org.iecpools.invitation.web;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.UUID;
import org.iecpools.events.PoolIds;
import org.iecpools.invitation.domain.OrderOutcome.NotRun;
import org.iecpools.kit.web.Described;

/** Result of an order of rounds. */
record OrderResult(
    @Schema(description = "The order.") UUID commandId,
    @Schema(description = "Whether the order is decided.") OrderStatus status,
    @Schema(description = "Rounds that ran, in the order of the draw.") List<Round> rounds,
    @Schema(description = "Pools whose round did not run.") List<RefusedPool> refused) {

  /** A pool of an order whose round did not run. */
  record RefusedPool(
      @Described.Pool String pool,
      @Schema(description = "Every reason against the round.") List<ReasonView> reasons) {

    static RefusedPool of(NotRun round) {
      return new RefusedPool(
          PoolIds.text(round.pool()), round.reasons().stream().map(ReasonView::of).toList());
    }
  }

  static OrderResult decided(UUID commandId, List<Round> rounds, List<RefusedPool> refused) {
    return new OrderResult(commandId, OrderStatus.DECIDED, rounds, refused);
  }

  static OrderResult pending(UUID commandId) {
    return new OrderResult(commandId, OrderStatus.PENDING, List.of(), List.of());
  }
}
