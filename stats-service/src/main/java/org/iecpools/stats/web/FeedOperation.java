package org.iecpools.stats.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.core.annotation.AliasFor;

/**
 * Describes an operation with the feed for OpenAPI: the parameters are the same in every format.
 */
@Operation(
    parameters = {
      @Parameter(
          in = ParameterIn.QUERY,
          name = "season",
          description = FeedOperation.SEASON,
          example = "2026",
          schema = @Schema(type = "integer", minimum = "2000", maximum = "2999")),
      @Parameter(
          in = ParameterIn.QUERY,
          name = "asOf",
          description = FeedOperation.AS_OF,
          example = FeedOperation.INSTANT,
          schema = @Schema(type = "string")),
      @Parameter(
          in = ParameterIn.QUERY,
          name = "knownAt",
          description = FeedOperation.KNOWN_AT,
          example = FeedOperation.INSTANT,
          schema = @Schema(type = "string"))
    })
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@interface FeedOperation {

  String SEASON =
      "Year of the programme. If omitted, the latest season with a plan, numbers or published"
          + " figures that is not later than next year.";
  String AS_OF =
      "The file as of this time: the last publication until then, and counted rows as of then. A"
          + " date includes that day in Toronto; an ISO 8601 instant needs its offset.";
  String KNOWN_AT =
      "The file as it was known here then, without later corrections: an ISO 8601 instant with its"
          + " offset, or a date, which includes that day in Toronto.";
  String INSTANT = "2026-01-01T00:00:00Z";

  @AliasFor(annotation = Operation.class)
  String operationId();

  @AliasFor(annotation = Operation.class)
  String summary();

  @AliasFor(annotation = Operation.class)
  ApiResponse[] responses();
}
