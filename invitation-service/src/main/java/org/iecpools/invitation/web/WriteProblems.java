package org.iecpools.invitation.web;

import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Describes for OpenAPI the problems with which every operation that writes an announcement or an
 * order can be answered. The operation itself describes all other responses.
 */
@ApiResponse(responseCode = "400", ref = "Problem")
@ApiResponse(responseCode = "422", ref = "Problem")
@ApiResponse(responseCode = "503", ref = "Problem")
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@interface WriteProblems {}
