package org.iecpools.invitation.web;

import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Describes for OpenAPI the responses of an operation that announces something. The operation
 * itself describes its response 201.
 */
@ApiResponse(
    responseCode = "200",
    description = "The same request was sent before: the first announcement.")
@WriteProblems
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@interface AnnouncementResponses {}
