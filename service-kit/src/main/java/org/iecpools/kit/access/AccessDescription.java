package org.iecpools.kit.access;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.iecpools.kit.access.EndpointRule.AnyToken;
import org.iecpools.kit.access.EndpointRule.OneOf;
import org.iecpools.kit.access.EndpointRule.Public;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Adds the rules of endpoints to {@code /v3/api-docs}. */
@Configuration(proxyBeanMethods = false)
class AccessDescription {

  private static final String TOKEN = "token";
  private static final String PROBLEM = "Problem";

  @Bean
  OpenApiCustomizer tokens() {
    return api -> {
      Components components = api.getComponents();
      components.addSecuritySchemes(
          TOKEN,
          new SecurityScheme()
              .type(SecurityScheme.Type.HTTP)
              .scheme("bearer")
              .bearerFormat("JWT")
              .description(
                  "A token of the issuer. The description of each operation lists the scopes of"
                      + " which it needs one."));
    };
  }

  @Bean
  OperationCustomizer rules() {
    return (operation, endpoint) -> {
      switch (EndpointRule.of(endpoint).orElse(new AnyToken())) {
        case Public _ -> operation.setSecurity(List.of());
        case AnyToken _ -> secured(operation, "Needs a token, whatever its scopes.");
        case OneOf(Set<Scope> scopes) -> {
          secured(operation, "Needs a token with " + text(scopes) + ".");
          operation.getResponses().addApiResponse("403", new ApiResponse().$ref(PROBLEM));
        }
      }
      return operation;
    };
  }

  private static String text(Set<Scope> scopes) {
    return scopes.stream()
        .map(
            scope ->
                "`%s`%s"
                    .formatted(
                        scope.value(),
                        scope.isBoundToSubject() ? " whose subject is the candidate" : ""))
        .collect(Collectors.joining(" or "));
  }

  private static void secured(Operation operation, String description) {
    operation.setSecurity(List.of(new SecurityRequirement().addList(TOKEN)));
    operation.setDescription(
        operation.getDescription() == null
            ? description
            : operation.getDescription() + " " + description);
    operation.getResponses().addApiResponse("401", new ApiResponse().$ref(PROBLEM));
  }
}
