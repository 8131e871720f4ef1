package org.iecpools.kit.web;

import com.fasterxml.jackson.annotation.JacksonAnnotationsInside;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.core.annotation.AliasFor;

/** Annotations of parameters and fields for the OpenAPI descriptions of several services. */
public final class Described {

  private Described() {}

  /** Id of a candidate. */
  @Parameter(
      description = "Pseudonym of the candidate.",
      example = "0b6e7c1e-4e0f-4c3b-9d57-0a4b2f6c8d11",
      schema = @Schema(type = "string", format = "uuid"))
  @Target(ElementType.PARAMETER)
  @Retention(RetentionPolicy.RUNTIME)
  public @interface CandidateId {}

  /** Id of a profile. */
  @Parameter(
      description = "The profile.",
      example = "6f0f4c1e-8a53-4f0f-9a86-3d2b7c5e1a90",
      schema = @Schema(type = "string", format = "uuid"))
  @Target(ElementType.PARAMETER)
  @Retention(RetentionPolicy.RUNTIME)
  public @interface ProfileId {}

  /** Id of an invitation. */
  @Parameter(
      description = "The invitation.",
      example = "570f41b2-8e0a-5ccb-b78c-c4d861890e4a",
      schema = @Schema(type = "string", format = "uuid"))
  @Target(ElementType.PARAMETER)
  @Retention(RetentionPolicy.RUNTIME)
  public @interface InvitationId {}

  /** Id of a round. */
  @Parameter(
      description = "The round.",
      example = "8c7d3f80-52a4-5b0e-9d8e-6a1f7f3f7f11",
      schema = @Schema(type = "string", format = "uuid"))
  @Target(ElementType.PARAMETER)
  @Retention(RetentionPolicy.RUNTIME)
  public @interface RoundId {}

  /** A season. */
  @Parameter(
      description = "Year of the programme.",
      example = "2026",
      schema = @Schema(type = "integer", minimum = "2000", maximum = "2999"))
  @Target(ElementType.PARAMETER)
  @Retention(RetentionPolicy.RUNTIME)
  public @interface Season {
    /** Whether the parameter is required. */
    @AliasFor(annotation = Parameter.class)
    boolean required() default false;
  }

  /** A country. */
  @Parameter(
      description = "Country of citizenship, ISO 3166-1 alpha-2.",
      example = "IE",
      schema = @Schema(type = "string", pattern = "^[A-Za-z]{2}$"))
  @Target(ElementType.PARAMETER)
  @Retention(RetentionPolicy.RUNTIME)
  public @interface Country {
    /** Whether the parameter is required. */
    @AliasFor(annotation = Parameter.class)
    boolean required() default false;
  }

  /** A category. */
  @Parameter(
      description = "Category of the pool.",
      example = "WORKING_HOLIDAY",
      schema = @Schema(implementation = org.iecpools.events.Category.class))
  @Target(ElementType.PARAMETER)
  @Retention(RetentionPolicy.RUNTIME)
  public @interface Category {}

  /** A special stream. */
  @Parameter(
      description = "Special stream of the category.",
      example = "VIE",
      schema = @Schema(type = "string", pattern = "^[A-Za-z][A-Za-z0-9_]*$"))
  @Target(ElementType.PARAMETER)
  @Retention(RetentionPolicy.RUNTIME)
  public @interface Stream {}

  /** A field with a pool. */
  @JacksonAnnotationsInside
  @Schema(
      description = "The pool, as season/country/category[/stream].",
      example = "2026/IE/WORKING_HOLIDAY")
  @Target({ElementType.FIELD, ElementType.METHOD})
  @Retention(RetentionPolicy.RUNTIME)
  public @interface Pool {}
}
