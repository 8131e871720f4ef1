package org.iecpools.kit.web;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.ArraySchema;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.util.List;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The common part of every service's {@code /v3/api-docs}: the service's description and the schema
 * of a problem. Operations refer to the response {@code Problem} by name.
 */
@Configuration(proxyBeanMethods = false)
class ApiDescription {

  private static final String PROBLEM = "Problem";

  @Bean
  OpenAPI openApi(
      @Value("${spring.application.name}") String service, @Value("${iec.about:}") String about) {
    return new OpenAPI()
        .info(new Info().title(service).version("1").description(about))
        .components(
            new Components()
                .addSchemas("Fault", fault())
                .addSchemas(PROBLEM, problem())
                .addResponses(
                    PROBLEM,
                    new ApiResponse()
                        .description("What is wrong and what would be right, every fault at once.")
                        .content(
                            new Content()
                                .addMediaType(
                                    "application/problem+json",
                                    new MediaType().schema(new Schema<>().$ref(PROBLEM))))));
  }

  /**
   * Documents every status that an operation does not list as a problem, such as 406, 500 and 503.
   */
  @Bean
  OpenApiCustomizer everyOtherStatusIsAProblem() {
    return api ->
        api.getPaths().values().stream()
            .flatMap(path -> path.readOperations().stream())
            .forEach(
                operation -> operation.getResponses().setDefault(new ApiResponse().$ref(PROBLEM)));
  }

  private static Schema<?> fault() {
    return new ObjectSchema()
        .description("One thing that is wrong.")
        .addProperty(
            "pointer",
            new StringSchema()
                .description(
                    "Where: a JSON pointer into the body, or a parameter's name; empty for the"
                        + " request as a whole.")
                .example("/birthDate"))
        .addProperty(
            "code",
            new StringSchema()
                .description("Stable, for programs.")
                .pattern("[A-Z][A-Z0-9_]*")
                .example("TOO_OLD"))
        .addProperty(
            "detail",
            new StringSchema()
                .description("A sentence for people: what is wrong and what would be right."))
        .required(List.of("pointer", "code", "detail"));
  }

  private static Schema<?> problem() {
    return new ObjectSchema()
        .description("RFC 9457; names every fault at once.")
        .addProperty("type", new StringSchema().description("Absent: the status says it."))
        .addProperty("title", new StringSchema().description("What kind of problem."))
        .addProperty("status", new IntegerSchema().description("The HTTP status.").example(422))
        .addProperty("detail", new StringSchema().description("All faults, in sentences."))
        .addProperty("instance", new StringSchema().description("The path asked for."))
        .addProperty(
            "errors",
            new ArraySchema()
                .items(new Schema<>().$ref("Fault"))
                .description(
                    "Every fault; absent where the framework refuses what never reached the"
                        + " service, such as a method that is not allowed."))
        .required(List.of("title", "status"));
  }
}
