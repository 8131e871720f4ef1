package org.iecpools.invitation.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.swagger.v3.core.util.Json;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.media.MediaType;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.springdoc.core.customizers.OpenApiCustomizer;

/**
 * Moves the examples of request bodies, which are written for the season 2026, to the current year.
 * The service refuses seasons far from now, and an example must be accepted when it is sent.
 */
public record ExamplesOfThisYear(IntSupplier year) implements OpenApiCustomizer {

  private static final int WRITTEN_FOR = 2026;

  @Override
  public void customise(OpenAPI api) {
    api.getPaths().values().stream()
        .flatMap(path -> path.readOperations().stream())
        .flatMap(operation -> Stream.ofNullable(operation.getRequestBody()))
        .flatMap(body -> body.getContent().values().stream())
        .forEach(this::move);
  }

  private void move(MediaType body) {
    if (body.getExample() != null) {
      body.setExample(moved(body.getExample()));
    }
    if (body.getExamples() != null) {
      body.getExamples().values().stream()
          .filter(example -> Objects.nonNull(example.getValue()))
          .forEach(example -> example.setValue(moved(example.getValue())));
    }
  }

  private Object moved(Object example) {
    if (example instanceof String text) {
      return moved(text);
    }
    try {
      // Swagger keeps the description in an older JSON library than the one used here.
      return Json.mapper().readTree(moved(Json.mapper().writeValueAsString(example)));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Replaces both years in an order in which neither is moved twice. */
  private String moved(String text) {
    int now = year.getAsInt();
    return now >= WRITTEN_FOR
        ? replaced(replaced(text, WRITTEN_FOR, now), WRITTEN_FOR - 1, now - 1)
        : replaced(replaced(text, WRITTEN_FOR - 1, now - 1), WRITTEN_FOR, now);
  }

  private static String replaced(String text, int from, int to) {
    return text.replace(Integer.toString(from), Integer.toString(to));
  }
}
