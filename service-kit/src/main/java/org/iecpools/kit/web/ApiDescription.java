package org.iecpools.kit.web;

import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.media.ArraySchema;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import io.swagger.v3.oas.models.servers.Server;
import io.swagger.v3.oas.models.tags.Tag;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.iecpools.domain.Weeks;
import org.jspecify.annotations.Nullable;
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
        .info(
            new Info()
                .title(service)
                .version("1")
                .description(about)
                .license(new License().name("Apache-2.0").identifier("Apache-2.0")))
        // Relative to the description, so that it is right behind any proxy.
        .servers(List.of(new Server().url("/").description("This service.")))
        .components(
            new Components()
                .addSchemas("Fault", fault())
                .addSchemas(PROBLEM, problem())
                .addResponses(
                    PROBLEM,
                    new ApiResponse()
                        .description(
                            "Every fault of the request: what is wrong and what would be right.")
                        .content(
                            new Content()
                                .addMediaType(
                                    "application/problem+json",
                                    new MediaType().schema(new Schema<>().$ref(PROBLEM))))));
  }

  /**
   * Documents every status that an operation does not list as a problem, such as 406, 500 and 503.
   * Sorts the others, because they come from several annotations.
   */
  @Bean
  OpenApiCustomizer everyOtherStatusIsAProblem() {
    return api ->
        api.getPaths().values().stream()
            .flatMap(path -> path.readOperations().stream())
            .forEach(
                operation -> {
                  ApiResponses responses = new ApiResponses();
                  responses.putAll(new TreeMap<>(operation.getResponses()));
                  responses.setDefault(new ApiResponse().$ref(PROBLEM));
                  operation.setResponses(responses);
                });
  }

  /**
   * Removes UNKNOWN from all enums: it stands for values of later versions of a schema, and no
   * request may contain it.
   */
  @Bean
  OpenApiCustomizer unknownIsNotAValue() {
    return api -> {
      api.getComponents().getSchemas().values().forEach(ApiDescription::removeUnknown);
      api.getPaths().values().stream()
          .flatMap(path -> path.readOperations().stream())
          .flatMap(operation -> Stream.ofNullable(operation.getParameters()))
          .flatMap(List::stream)
          .forEach(parameter -> removeUnknown(parameter.getSchema()));
    };
  }

  /** Sorts the tags, because their order would change with every start. */
  @Bean
  OpenApiCustomizer tagsInOrder() {
    return api ->
        api.setTags(
            Stream.ofNullable(api.getTags())
                .flatMap(List::stream)
                .sorted(Comparator.comparing(Tag::getName))
                .toList());
  }

  @Bean
  ModelConverter requiredComponents() {
    return new RequiredComponents();
  }

  @Bean
  OpenApiCustomizer describedValues(Clock clock) {
    return new DescribedValues(() -> Weeks.day(clock.instant()).getYear());
  }

  private static <T> void removeUnknown(@Nullable Schema<T> schema) {
    if (schema == null) {
      return;
    }
    List<T> values = schema.getEnum();
    if (values != null) {
      // Not in place, because the list may be immutable.
      schema.setEnum(values.stream().filter(value -> !"UNKNOWN".equals(value)).toList());
    }
    if (schema.getProperties() != null) {
      schema.getProperties().values().forEach(ApiDescription::removeUnknown);
    }
    removeUnknown(schema.getItems());
  }

  private static Schema<?> fault() {
    return new ObjectSchema()
        .description("One fault of the request.")
        .addProperty(
            "pointer",
            new StringSchema()
                .description(
                    "Location: a JSON pointer into the body, or the name of a parameter or header;"
                        + " empty for the whole request.")
                .example("/birthDate"))
        .addProperty(
            "code",
            new StringSchema()
                .description("Stable code, the same in all services; docs/faults.md lists them.")
                .pattern("[A-Z][A-Z0-9_]*")
                .example("TOO_OLD"))
        .addProperty(
            "detail",
            new StringSchema().description("What is wrong and what would be right, as a sentence."))
        .required(List.of("pointer", "code", "detail"));
  }

  private static Schema<?> problem() {
    return new ObjectSchema()
        .description("RFC 9457; lists every fault of the request.")
        .addProperty("type", new StringSchema().description("Absent."))
        .addProperty("title", new StringSchema().description("What kind of problem."))
        .addProperty("status", new IntegerSchema().description("The HTTP status.").example(422))
        .addProperty("detail", new StringSchema().description("All faults as sentences."))
        .addProperty("instance", new StringSchema().description("The path of the request."))
        .addProperty(
            "errors",
            new ArraySchema()
                .items(new Schema<>().$ref("Fault"))
                .description("Every fault, at least one."))
        .required(List.of("title", "status", "detail", "instance", "errors"));
  }
}
