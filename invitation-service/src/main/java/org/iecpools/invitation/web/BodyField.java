package org.iecpools.invitation.web;

import com.fasterxml.jackson.annotation.JacksonAnnotationsInside;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.media.Schema.RequiredMode;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.iecpools.kit.stream.Attribution;

/** Annotations for the OpenAPI descriptions of fields that several request bodies have. */
final class BodyField {

  private BodyField() {}

  /** A season. */
  @JacksonAnnotationsInside
  @Schema(
      description = "Year of the programme.",
      minimum = "2000",
      maximum = "2999",
      requiredMode = RequiredMode.REQUIRED)
  @Target({ElementType.FIELD, ElementType.METHOD})
  @Retention(RetentionPolicy.RUNTIME)
  @interface Season {}

  /** A country. */
  @JacksonAnnotationsInside
  @Schema(
      description = "Country, ISO 3166-1 alpha-2.",
      pattern = "^[A-Za-z]{2}$",
      example = "IE",
      requiredMode = RequiredMode.REQUIRED)
  @Target({ElementType.FIELD, ElementType.METHOD})
  @Retention(RetentionPolicy.RUNTIME)
  @interface Country {}

  /** Why an announcement is made in spite of the doubts about it. */
  @JacksonAnnotationsInside
  @Schema(
      description = "Why it is announced although some value is unusual; recorded in the event.",
      maxLength = Attribution.MAX_REASON)
  @Target({ElementType.FIELD, ElementType.METHOD})
  @Retention(RetentionPolicy.RUNTIME)
  @interface OverrideReason {}

  /** Why an announcement is made. */
  @JacksonAnnotationsInside
  @Schema(
      description = "Why it is announced, recorded with the change.",
      maxLength = Attribution.MAX_REASON)
  @Target({ElementType.FIELD, ElementType.METHOD})
  @Retention(RetentionPolicy.RUNTIME)
  @interface Reason {}

  /** The id of an order. */
  @JacksonAnnotationsInside
  @Schema(
      description =
          "Client-chosen idempotency key; can be sent as the header Idempotency-Key instead.")
  @Target({ElementType.FIELD, ElementType.METHOD})
  @Retention(RetentionPolicy.RUNTIME)
  @interface CommandId {}
}
