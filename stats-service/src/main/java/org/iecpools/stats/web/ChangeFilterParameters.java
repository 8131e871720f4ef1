package org.iecpools.stats.web;

import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Schema;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Describes the parameters that select changes for OpenAPI. */
@Parameter(
    in = ParameterIn.QUERY,
    name = "season",
    description = ChangeFilterParameters.SEASON,
    example = "2026",
    schema = @Schema(type = "integer", minimum = "2000", maximum = "2999"))
@Parameter(
    in = ParameterIn.QUERY,
    name = "country",
    description = ChangeFilterParameters.COUNTRY,
    example = "IE",
    schema = @Schema(type = "string"))
@Parameter(
    in = ParameterIn.QUERY,
    name = "pool",
    description = ChangeFilterParameters.POOL,
    example = "2026/IE/WORKING_HOLIDAY",
    schema = @Schema(type = "string"))
@Parameter(
    in = ParameterIn.QUERY,
    name = "kind",
    description = ChangeFilterParameters.KIND,
    example = "ROUND_RAN,QUOTA_CHANGED",
    schema = @Schema(type = "string"))
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@interface ChangeFilterParameters {

  String SEASON = "Only changes of this season.";
  String COUNTRY = "Only changes of pools of these countries: codes or names, separated by commas.";
  String POOL = "Only changes of this pool, as season/country/category[/stream].";
  String KIND = "Only these kinds of changes, separated by commas.";
}
