package org.iecpools.invitation.web;

import io.swagger.v3.oas.annotations.Parameter;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Describes the header {@code Idempotency-Key} in the OpenAPI description. */
@Parameter(
    description =
        "Client-chosen idempotency key, unique across all operations of this service. A repeat of"
            + " the request returns the first result; another request with the same key is refused."
            + " Orders and corrections can use the field commandId instead.",
    example = "monday-2026-02-02")
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
@interface IdempotencyKeyHeader {}
