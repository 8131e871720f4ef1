package org.iecpools.kit.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.core.annotation.AliasFor;

/**
 * Describes the operation with the bundle of a round for OpenAPI. Two services have it, in the same
 * form (ADR 61). The operation itself describes its response 200.
 */
@Operation(operationId = "getBundle", summary = "Everything that is needed to check a whole round")
@ApiResponse(
    responseCode = "304",
    description = "The bundle is the one that If-None-Match names.",
    headers = @Header(name = "ETag", schema = @Schema(type = "string")),
    content = @Content)
@ApiResponse(responseCode = "400", ref = "Problem")
@ApiResponse(responseCode = "404", ref = "Problem")
@ApiResponse(responseCode = "503", ref = "Problem")
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface BundleOperation {

  /** What the summary does not say; may be empty. */
  @AliasFor(annotation = Operation.class)
  String description() default "";
}
