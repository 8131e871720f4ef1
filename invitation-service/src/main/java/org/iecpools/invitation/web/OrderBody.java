package org.iecpools.invitation.web;

import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.media.Schema.RequiredMode;
import java.util.List;
import java.util.UUID;

/** Schema of an order of rounds, for the API description only: {@link Form} reads the body. */
@Schema(name = "Order")
record OrderBody(
    @Schema(
            description = "Year of the programme.",
            minimum = "2000",
            maximum = "2999",
            requiredMode = RequiredMode.REQUIRED)
        int season,
    @Schema(
            description = "Country, ISO 3166-1 alpha-2, in upper case.",
            pattern = "^[A-Z]{2}$",
            example = "IE",
            requiredMode = RequiredMode.REQUIRED)
        String country,
    @Schema(description = "The pools to draw from; without it every pool that may, by policy.")
        List<OfPool> orders,
    @Schema(description = "The caller's own choice; the same one orders once.") UUID commandId) {

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
                  "Invitations, also above the spots, which is warned of; without it the policy"
                      + " sizes the round.",
              minimum = "0")
          Integer size) {}
}
