package org.iecpools.invitation.web;

import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.media.Schema.RequiredMode;
import java.util.List;
import java.util.UUID;

/**
 * Schema of an order of rounds, for the API description only: {@link RoundOrderReader} reads the
 * body.
 */
@Schema(name = "Order")
record OrderBody(
    @BodyField.Season int season,
    @BodyField.Country String country,
    @Schema(
            description =
                "The pools to draw from; if omitted, every pool that may run, sized by the policy.")
        List<OfPool> orders,
    @Schema(
            description =
                "Why it is ordered, recorded with the change. Required for a round after its pool's"
                    + " final round, with whose announcement it is published; it must not name"
                    + " anybody then.",
            maxLength = 500)
        String reason,
    @BodyField.CommandId UUID commandId) {

  /** A round of one pool. */
  @Schema(name = "OrderOfPool")
  record OfPool(
      @Schema(
              description =
                  "The pool, as season/country/category[/stream], of the order's country.",
              example = "2026/IE/WORKING_HOLIDAY",
              requiredMode = RequiredMode.REQUIRED)
          String pool,
      @Schema(
              description =
                  "Number of invitations; if omitted, the policy sizes the round. A number above"
                      + " the available spots is accepted with a warning.",
              minimum = "0")
          Integer size) {}
}
