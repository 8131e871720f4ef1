package org.iecpools.invitation.web;

import com.fasterxml.jackson.annotation.JsonProperty;
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
            implementation = Amount.class,
            requiredMode = RequiredMode.REQUIRED)
        Object quota,
    @BodyField.OverrideReason String override,
    @BodyField.Reason String reason) {

  /** A number or a word. */
  @Schema(
      name = "Amount",
      description = "A number of permits, or a word instead.",
      oneOf = {Permits.class, Word.class})
  interface Amount {}

  /** A number. */
  @Schema(type = "integer", description = "Number of permits.", minimum = "0")
  interface Permits {}

  /** The values that are possible instead of a number. */
  @Schema(
      name = "AmountWord",
      description = "Quota that is not a number, in upper or lower case.",
      enumAsRef = true)
  enum Word {
    @JsonProperty(QuotaWords.UNLIMITED)
    UNLIMITED,
    @JsonProperty(QuotaWords.TO_BE_ANNOUNCED)
    TO_BE_ANNOUNCED,
    @JsonProperty(QuotaWords.NOT_OFFERED)
    NOT_OFFERED
  }
}
