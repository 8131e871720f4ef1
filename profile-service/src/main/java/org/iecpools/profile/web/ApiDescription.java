package org.iecpools.profile.web;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.ArraySchema;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What {@code /v3/api-docs} says beyond the endpoints themselves. */
@Configuration(proxyBeanMethods = false)
class ApiDescription {

  @Bean
  OpenAPI openApi() {
    var error =
        new ObjectSchema()
            .addProperty(
                "pointer",
                new StringSchema().description("JSON pointer into the body, or a parameter's name"))
            .addProperty("code", new StringSchema().description("Stable, for programs"))
            .addProperty("detail", new StringSchema().description("A sentence for people"));
    var problem =
        new ObjectSchema()
            .description("RFC 9457; names every fault at once")
            .addProperty("title", new StringSchema())
            .addProperty("status", new IntegerSchema())
            .addProperty("detail", new StringSchema())
            .addProperty("instance", new StringSchema())
            .addProperty("errors", new ArraySchema().items(error));
    return new OpenAPI()
        .info(
            new Info()
                .title("Profile-service")
                .version("1")
                .description("Takes profiles of candidates and tells where each stands."))
        .components(
            new Components()
                .addResponses(
                    "Problem",
                    new ApiResponse()
                        .description("What is wrong and what would be right, every fault at once.")
                        .content(
                            new Content()
                                .addMediaType(
                                    "application/problem+json", new MediaType().schema(problem)))));
  }
}
