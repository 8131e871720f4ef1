package org.iecpools.invitation.web;

import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.media.Schema.RequiredMode;

/** Schema of a quota's announcement, for the API description only: {@link Form} reads the body. */
@Schema(name = "Quota")
record QuotaBody(
    @Schema(
            description = "The pool, as season/country/category[/stream].",
            example = "2026/IE/WORKING_HOLIDAY",
            requiredMode = RequiredMode.REQUIRED)
        String pool,
    @Schema(
            description = "Its permits from now on: a number, or one of three words.",
            oneOf = {Permits.class, Word.class},
            requiredMode = RequiredMode.REQUIRED)
        Object quota,
    @Schema(
            description =
                "Why it is announced although season, country, pool or number are unusual; recorded"
                    + " in the event.",
            maxLength = 500)
        String override) {

  /** A number. */
  @Schema(type = "integer", description = "Permits.", minimum = "0")
  interface Permits {}

  /** The values that are possible instead of a number. */
  @Schema(
      type = "string",
      description = "What there is instead of a number; case does not matter.",
      allowableValues = {"unlimited", "to be announced", "not offered"})
  interface Word {}
}
