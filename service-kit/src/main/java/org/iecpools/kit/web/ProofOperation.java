package org.iecpools.kit.web;

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
 * Describes the operation with the proof of a draw for OpenAPI. Two services have it, in the same
 * form (ADR 52). The operation itself describes its response 200, and responses that only its
 * service has.
 */
@Operation(
    operationId = "getProof",
    summary = "Proof of a draw and, with a profile, that the profile was in it",
    parameters =
        @Parameter(
            in = ParameterIn.QUERY,
            name = "profileId",
            description = "A profile whose part in the draw is to be proved.",
            example = "6f0f4c1e-8a53-4f0f-9a86-3d2b7c5e1a90",
            schema = @Schema(type = "string", format = "uuid")))
@ApiResponse(responseCode = "400", ref = "Problem")
@ApiResponse(responseCode = "404", ref = "Problem")
@ApiResponse(responseCode = "503", ref = "Problem")
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface ProofOperation {

  /** What the summary does not say; may be empty. */
  @AliasFor(annotation = Operation.class)
  String description() default "";
}
