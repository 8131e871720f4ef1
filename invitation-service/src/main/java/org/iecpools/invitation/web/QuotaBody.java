package org.iecpools.invitation.web;

import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.media.Schema.RequiredMode;

/**
 * Schema of a quota's announcement, for the API description only: {@link AnnouncementReader} reads
 * the body.
 */
@Schema(name = "Quota")
record QuotaBody(
    @Schema(
            description = "The pool, as season/country/category[/stream].",
            example = "2026/IE/WORKING_HOLIDAY",
            requiredMode = RequiredMode.REQUIRED)
        String pool,
    @Schema(
            description = "Its permits from now on: a number or a word.",
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
  @Schema(type = "integer", description = "Number of permits.", minimum = "0")
  interface Permits {}

  /** The values that are possible instead of a number. */
  @Schema(
      type = "string",
      description = "Quota that is not a number, in upper or lower case.",
      allowableValues = {QuotaWords.UNLIMITED, QuotaWords.TO_BE_ANNOUNCED, QuotaWords.NOT_OFFERED})
  interface Word {}
}
