package org.iecpools.stats.web;

import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.HeaderParameter;
import io.swagger.v3.oas.models.parameters.QueryParameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.iecpools.stats.domain.AnswerVersion;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springframework.stereotype.Component;
import org.springframework.web.method.HandlerMethod;

/**
 * Adds the version headers and parameters to the OpenAPI description of every {@link Versioned}
 * operation.
 */
@Component
final class VersionDescription implements OperationCustomizer {

  private static final String TOKEN = "^[A-Za-z0-9_-]+$";
  private static final String EXAMPLE =
      new AnswerVersion(0x1ec, 0, Instant.EPOCH, List.of(List.of(0L))).token();

  @Override
  public Operation customize(Operation operation, HandlerMethod method) {
    if (!method.hasMethodAnnotation(Versioned.class)) {
      return operation;
    }
    operation
        .addParametersItem(
            new QueryParameter()
                .name(MinVersion.PARAMETER)
                .description(
                    "Only a response that includes this version: the header %s of an earlier response,"
                            .formatted(VersionedAnswers.HEADER)
                        + " from any instance. The request header %s can be used instead."
                            .formatted(MinVersion.HEADER))
                .example(EXAMPLE)
                .schema(new StringSchema().pattern(TOKEN)))
        .addParametersItem(
            new HeaderParameter()
                .name(MinVersion.HEADER)
                .description("The same as %s.".formatted(MinVersion.PARAMETER))
                .example(EXAMPLE)
                .schema(new StringSchema().pattern(TOKEN)))
        .addParametersItem(
            new QueryParameter()
                .name(MinVersion.WAIT)
                .description(
                    "The longest wait for that version, in milliseconds; %d if omitted."
                        .formatted(MinVersion.LONGEST_WAIT.toMillis()))
                .example(500)
                .schema(
                    new IntegerSchema()
                        .minimum(BigDecimal.ZERO)
                        .maximum(BigDecimal.valueOf(MinVersion.LONGEST_WAIT.toMillis()))));
    List.of("200", "304")
        .forEach(
            status ->
                Objects.requireNonNull(
                        operation.getResponses().get(status),
                        "every versioned operation describes 200 and 304")
                    .addHeaderObject(
                        VersionedAnswers.HEADER,
                        new Header()
                            .description("The version of the numbers; an opaque token.")
                            .schema(new StringSchema().pattern(TOKEN).example(EXAMPLE))));
    operation.getResponses().addApiResponse("409", problem()).addApiResponse("503", problem());
    return operation;
  }

  private static ApiResponse problem() {
    return new ApiResponse().$ref("Problem");
  }
}
