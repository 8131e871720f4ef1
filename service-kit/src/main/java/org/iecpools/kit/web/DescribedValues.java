package org.iecpools.kit.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.swagger.v3.core.util.Json;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.examples.Example;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.OpenApiCustomizer;

/**
 * Gives every default and example the type of its schema, because annotations hold only strings,
 * and moves the examples, which are written for the season 2026, to the current year. Services
 * refuse seasons far from now and people over 35, and an example must be accepted when it is sent.
 *
 * @param year the current year
 */
record DescribedValues(IntSupplier year) implements OpenApiCustomizer {

  private static final int WRITTEN_FOR = 2026;
  private static final String SEASON = "season";

  /** Types that a string can be parsed as. */
  private static final Set<String> PARSED =
      Set.of("integer", "number", "boolean", "array", "object");

  private static final Pattern POOL = Pattern.compile("(\\d{4})(/[A-Z]{2}(?:/.*)?)");
  private static final Pattern DATE = Pattern.compile("(\\d{4}-\\d{2}-\\d{2})(T.*)?");

  @Override
  public void customise(OpenAPI api) {
    int years = year.getAsInt() - WRITTEN_FOR;
    api.getComponents().getSchemas().forEach((name, schema) -> schema(name, schema, years));
    api.getPaths().values().stream()
        .flatMap(path -> path.readOperations().stream())
        .forEach(
            operation -> {
              all(operation.getParameters()).forEach(parameter -> parameter(parameter, years));
              if (operation.getRequestBody() != null) {
                content(operation.getRequestBody().getContent(), years);
              }
              operation
                  .getResponses()
                  .values()
                  .forEach(
                      response -> {
                        content(response.getContent(), years);
                        all(response.getHeaders())
                            .forEach(
                                (name, header) -> {
                                  schema(name, header.getSchema(), years);
                                  if (header.getExample() != null) {
                                    header.setExample(
                                        moved(
                                            name,
                                            typed(header.getExample(), header.getSchema()),
                                            years));
                                  }
                                });
                      });
            });
  }

  private static void parameter(Parameter parameter, int years) {
    schema(parameter.getName(), parameter.getSchema(), years);
    if (parameter.getExample() != null) {
      parameter.setExample(
          moved(parameter.getName(), typed(parameter.getExample(), parameter.getSchema()), years));
    }
  }

  private static void content(@Nullable Content content, int years) {
    if (content != null) {
      content.values().forEach(media -> media(media, years));
    }
  }

  private static void media(MediaType media, int years) {
    schema("", media.getSchema(), years);
    if (media.getExample() != null) {
      media.setExample(moved("", typed(media.getExample(), media.getSchema()), years));
    }
    all(media.getExamples()).values().stream()
        .filter(example -> Objects.nonNull(example.getValue()))
        .forEach((Example it) -> it.setValue(moved("", typed(it.getValue(), null), years)));
  }

  private static void schema(String name, @Nullable Schema<?> schema, int years) {
    if (schema == null) {
      return;
    }
    if (schema.getDefault() != null) {
      schema.setDefault(
          Json.mapper().convertValue(typed(schema.getDefault(), schema), Object.class));
    }
    if (schema.getExample() != null) {
      schema.setExample(moved(name, typed(schema.getExample(), schema), years));
    }
    all(schema.getProperties()).forEach((property, of) -> schema(property, of, years));
    schema(name, schema.getItems(), years);
    Stream.of(schema.getAllOf(), schema.getAnyOf(), schema.getOneOf())
        .flatMap(choices -> all(choices).stream())
        .forEach(choice -> schema(name, choice, years));
    if (schema.getAdditionalProperties() instanceof Schema<?> others) {
      schema(name, others, years);
    }
  }

  /** The value in the type of its schema; unchanged if it cannot be read as that. */
  private static JsonNode typed(Object value, @Nullable Schema<?> schema) {
    JsonNode given = Json.mapper().valueToTree(value);
    if (given.isTextual() && (schema == null || PARSED.contains(type(schema)))) {
      try {
        return Json.mapper().readTree(given.textValue());
      } catch (JsonProcessingException _) {
        return given;
      }
    }
    return given;
  }

  private static String type(Schema<?> schema) {
    if (schema.get$ref() != null) {
      return "string";
    }
    return all(schema.getTypes()).stream()
        .filter(type -> !type.equals("null"))
        .findFirst()
        .orElse(Objects.requireNonNullElse(schema.getType(), "string"));
  }

  /** Seasons, pools, dates and instants, moved by a number of years. */
  private static JsonNode moved(String name, JsonNode value, int years) {
    return switch (value) {
      case ObjectNode object -> {
        object
            .properties()
            .forEach(field -> field.setValue(moved(field.getKey(), field.getValue(), years)));
        yield object;
      }
      case ArrayNode array -> {
        for (int i = 0; i < array.size(); i++) {
          array.set(i, moved(name, array.get(i), years));
        }
        yield array;
      }
      case IntNode season when name.equals(SEASON) -> IntNode.valueOf(season.intValue() + years);
      case TextNode text -> TextNode.valueOf(moved(text.textValue(), years));
      default -> value;
    };
  }

  private static String moved(String text, int years) {
    Matcher pool = POOL.matcher(text);
    if (pool.matches()) {
      return Integer.parseInt(pool.group(1)) + years + pool.group(2);
    }
    Matcher date = DATE.matcher(text);
    if (date.matches()) {
      return LocalDate.parse(date.group(1)).plusYears(years)
          + Objects.requireNonNullElse(date.group(2), "");
    }
    return text;
  }

  private static <T> List<T> all(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }

  private static <T> Set<T> all(@Nullable Set<T> set) {
    return set == null ? Set.of() : set;
  }

  private static <V> Map<String, V> all(@Nullable Map<String, V> map) {
    return map == null ? Map.of() : map;
  }
}
