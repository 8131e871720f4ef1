package org.iecpools.invitation.web;

import io.swagger.v3.oas.annotations.media.Schema;
import org.iecpools.invitation.domain.ReasonAgainst;

/** A reason why a round does not run. */
@Schema(name = "Reason")
record ReasonView(
    @Schema(description = "Stable, for programs.", example = "BEFORE_FIRST_ROUND") String code,
    @Schema(description = "A sentence for people.") String detail) {

  static ReasonView of(ReasonAgainst refusal) {
    return new ReasonView(refusal.code(), refusal.detail());
  }
}
