package org.iecpools.kit.web;

import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.swagger.v3.core.util.Json31;
import io.swagger.v3.oas.models.OpenAPI;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.context.WebApplicationContext;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A service's OpenAPI description as served, with checks that it is complete and correct.
 * Operations are named by method and path, such as {@code GET /api/v1/dashboard}.
 */
public final class Api {

  private static final String PROBLEM_JSON = "application/problem+json";
  private static final String EVENTS = "text/event-stream";

  /** A verb and a noun, such as submitProfile. */
  private static final Pattern METHOD = Pattern.compile("[a-z]+([A-Z][a-z]+)+");

  private static final Pattern CLASS = Pattern.compile("([A-Z][a-z]+)+");
  private static final Pattern PATH_PART = Pattern.compile("\\{(\\w+)}");

  private final JsonNode api;
  private final Set<String> served;

  Api(JsonNode api, Set<String> served) {
    this.api = api;
    this.served = served;
  }

  /** Reads the description from a service's application context. */
  public static Api of(WebApplicationContext context) throws Exception {
    String text =
        MockMvcBuilders.webAppContextSetup(context)
            .build()
            .perform(get("/v3/api-docs"))
            .andReturn()
            .getResponse()
            .getContentAsString();
    return new Api(JsonMapper.shared().readTree(text), served(context));
  }

  /**
   * This description as it is served in another year. It must be of 2026, the year for which the
   * examples are written.
   */
  public Api inYear(int year) throws JsonProcessingException {
    OpenAPI description = Json31.mapper().readValue(api.toString(), OpenAPI.class);
    new DescribedValues(() -> year).customise(description);
    return new Api(
        JsonMapper.shared().readTree(Json31.mapper().writeValueAsString(description)), served);
  }

  /** The operations of all controllers, whether described or not. */
  private static Set<String> served(WebApplicationContext context) {
    Set<String> served = new TreeSet<>();
    context
        .getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
        .getHandlerMethods()
        .keySet()
        .forEach(
            mapping ->
                mapping.getPatternValues().stream()
                    .filter(path -> path.startsWith("/api/") || path.startsWith("/selections."))
                    .forEach(
                        path ->
                            mapping
                                .getMethodsCondition()
                                .getMethods()
                                .forEach(method -> served.add(method + " " + path))));
    return served;
  }

  /** The described operations. */
  public Set<String> operations() {
    return all().keySet();
  }

  /**
   * Checks that the description is the committed one, {@code docs/api/NAME.json}, from which
   * clients are generated.
   */
  public void isCommitted(String name) throws IOException {
    Contract.isCommitted(name, api);
  }

  /** The description as JSON. */
  public JsonNode json() {
    return api;
  }

  /** The example of an operation's request body. */
  public String requestExample(String operation) {
    return all().get(operation).at("/requestBody/content/application~1json/example").toString();
  }

  /** The example of an operation's parameter. */
  public String parameterExample(String operation, String name) {
    return StreamSupport.stream(all().get(operation).path("parameters").spliterator(), false)
        .filter(parameter -> parameter.path("name").asString().equals(name))
        .map(parameter -> parameter.path("example").asString())
        .findFirst()
        .orElseThrow();
  }

  /** Every difference between an answer and its description; empty if there is none. */
  public List<String> faults(String operation, int status, String body) {
    JsonNode responses = all().get(operation).path("responses");
    JsonNode response = responses.path(String.valueOf(status));
    if (response.isMissingNode()) {
      return List.of("%s does not describe %d".formatted(operation, status));
    }
    JsonNode content = resolved(response).path("content");
    JsonNode schema = content.path(status < 400 ? "application/json" : PROBLEM_JSON).path("schema");
    List<String> faults = new ArrayList<>();
    check(JsonMapper.shared().readTree(body), schema, operation + " " + status, faults::add);
    return faults;
  }

  /**
   * Everything in the description that is missing, differs from what is served, or contradicts
   * itself.
   */
  public List<String> faults() {
    List<String> faults = new ArrayList<>();
    served.stream()
        .filter(operation -> !operations().contains(operation))
        .forEach(operation -> faults.add(operation + " is served and not described"));
    operations().stream()
        .filter(operation -> !served.contains(operation))
        .forEach(operation -> faults.add(operation + " is described and not served"));
    for (String field : List.of("title", "version", "description")) {
      if (api.path("info").path(field).asString("").isBlank()) {
        faults.add("the service has no " + field);
      }
    }
    all().forEach((name, operation) -> operation(name, operation, faults::add));
    names(faults::add);
    api.at("/components/schemas")
        .properties()
        .forEach(schema -> schema(schema.getKey(), schema.getValue(), faults::add));
    return faults;
  }

  /** The names that generators of clients make methods and classes of. */
  private void names(Consumer<String> fault) {
    Set<String> tags =
        api.path("tags")
            .valueStream()
            .map(tag -> tag.path("name").asString())
            .collect(Collectors.toSet());
    Map<String, String> operations = new TreeMap<>();
    all()
        .forEach(
            (name, operation) -> {
              String id = operation.path("operationId").asString("");
              if (!METHOD.matcher(id).matches()) {
                fault.accept(
                    "%s has the operationId '%s', not a verb and a noun".formatted(name, id));
              }
              String same = operations.putIfAbsent(id, name);
              if (same != null) {
                fault.accept("%s and %s have the same operationId %s".formatted(same, name, id));
              }
              List<String> its =
                  operation.path("tags").valueStream().map(JsonNode::asString).toList();
              if (its.size() != 1
                  || !CLASS.matcher(its.getFirst()).matches()
                  || !tags.containsAll(its)) {
                fault.accept(
                    "%s has the tags %s, not one that is described and names a class"
                        .formatted(name, its));
              }
            });
    for (JsonNode tag : api.path("tags")) {
      if (tag.path("description").asString("").isBlank()) {
        fault.accept("tag %s has no description".formatted(tag.path("name").asString()));
      }
    }
  }

  private void operation(String name, JsonNode operation, Consumer<String> fault) {
    if (operation.path("summary").asString("").isBlank()) {
      fault.accept(name + " has no summary");
    }
    Set<String> inPath =
        PATH_PART.matcher(name).results().map(part -> part.group(1)).collect(Collectors.toSet());
    operation
        .path("parameters")
        .forEach(
            parameter -> {
              inPath.remove(parameter.path("name").asString());
              parameter(name, parameter, fault);
            });
    inPath.forEach(part -> fault.accept(name + " does not describe " + part));
    JsonNode body = operation.path("requestBody");
    if (!body.isMissingNode()) {
      body(name + " request", body.path("content"), "application/json", fault);
      if (body.at("/content/application~1json/example").isMissingNode()) {
        fault.accept(name + " has no example of a request");
      }
    }
    responses(name, operation, fault);
  }

  private void parameter(String operation, JsonNode parameter, Consumer<String> fault) {
    String name = operation + " " + parameter.path("name").asString();
    JsonNode schema = parameter.path("schema");
    if (parameter.path("description").asString("").isBlank()) {
      fault.accept(name + " has no description");
    }
    schema(name, schema, fault);
    JsonNode example = parameter.path("example");
    if (!example.isMissingNode()) {
      check(example, schema, name + " example", fault);
    } else if (!schema.has("enum") && !schema.path("type").asString("").equals("boolean")) {
      fault.accept(name + " has neither an example nor allowed values");
    }
  }

  private void responses(String name, JsonNode operation, Consumer<String> fault) {
    JsonNode responses = operation.path("responses");
    boolean asksForSomething =
        !operation.path("parameters").isEmpty() || operation.has("requestBody");
    if (asksForSomething && !responses.has("400") && !responses.has("422")) {
      fault.accept(name + " does not say what becomes of a bad request");
    }
    if (!responses.has("default")) {
      fault.accept(name + " does not say what any other status is");
    }
    responses
        .properties()
        .forEach(
            entry -> {
              String status = entry.getKey();
              JsonNode response = resolved(entry.getValue());
              String at = name + " " + status;
              if (response.path("description").asString("").length() < 5) {
                fault.accept(at + " has no description");
              }
              if (status.startsWith("2")) {
                JsonNode content = response.path("content");
                body(at, content, content.has(EVENTS) ? EVENTS : "application/json", fault);
              } else if (!status.startsWith("3")) {
                body(at, response.path("content"), PROBLEM_JSON, fault);
              }
            });
  }

  private void body(String at, JsonNode content, String type, Consumer<String> fault) {
    // A file of another format is described by its only type.
    JsonNode media = content.size() == 1 ? content.iterator().next() : content.path(type);
    if (media.path("schema").isEmpty()) {
      fault.accept("%s has no schema of %s".formatted(at, type));
      return;
    }
    schema(at, media.get("schema"), fault);
    if (media.has("example")) {
      check(media.get("example"), media.get("schema"), at + " example", fault);
    }
    media
        .path("examples")
        .properties()
        .forEach(
            example ->
                check(
                    example.getValue().path("value"),
                    media.get("schema"),
                    at + " example " + example.getKey(),
                    fault));
  }

  /** Checks a schema and everything in it: descriptions of properties, defaults and examples. */
  private void schema(String at, JsonNode schema, Consumer<String> fault) {
    if (schema.has("default")) {
      check(schema.get("default"), schema, at + " default", fault);
    }
    if (schema.has("example")) {
      check(schema.get("example"), schema, at + " example", fault);
    }
    schema.path("examples").forEach(example -> check(example, schema, at + " example", fault));
    schema
        .path("properties")
        .properties()
        .forEach(
            property -> {
              JsonNode of = property.getValue();
              String name = at + "." + property.getKey();
              if (of.path("description").asString("").isBlank()
                  && resolved(of).path("description").asString("").isBlank()) {
                fault.accept(name + " has no description");
              }
              schema(name, of, fault);
            });
    if (schema.has("items")) {
      schema(at + " items", schema.get("items"), fault);
    }
    for (String choices : List.of("allOf", "anyOf", "oneOf")) {
      schema.path(choices).forEach(choice -> schema(at + " " + choices, choice, fault));
    }
    if (schema.path("additionalProperties").isObject()) {
      schema(at + " values", schema.get("additionalProperties"), fault);
    }
  }

  private Map<String, JsonNode> all() {
    Map<String, JsonNode> all = new TreeMap<>();
    api.path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        operation ->
                            all.put(
                                operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(),
                                operation.getValue())));
    return all;
  }

  private JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? resolved(api.at(node.get("$ref").asString().substring(1))) : node;
  }

  // ---- the part of JSON Schema that the descriptions use

  private void check(JsonNode value, JsonNode unresolved, String at, Consumer<String> fault) {
    JsonNode schema = resolved(unresolved);
    if (schema.has("oneOf") || schema.has("anyOf")) {
      JsonNode choices = schema.has("oneOf") ? schema.get("oneOf") : schema.get("anyOf");
      boolean fits =
          StreamSupport.stream(choices.spliterator(), false)
              .anyMatch(
                  choice -> {
                    List<String> against = new ArrayList<>();
                    check(value, choice, at, against::add);
                    return against.isEmpty();
                  });
      if (!fits) {
        fault.accept("%s: %s is none of what it may be".formatted(at, value));
      }
      return;
    }
    if (!isOf(value, schema)) {
      fault.accept("%s: %s is not of type %s".formatted(at, value, schema.path("type")));
      return;
    }
    if (value.isNull()) {
      return;
    }
    if (schema.has("enum")
        && StreamSupport.stream(schema.get("enum").spliterator(), false).noneMatch(value::equals)) {
      fault.accept("%s: %s is not one of %s".formatted(at, value, schema.get("enum")));
    }
    if (value.isString()) {
      text(value.asString(), schema, at, fault);
    }
    if (value.isNumber()) {
      number(value.asDouble(), schema, at, fault);
    }
    if (value.isArray()) {
      for (int i = 0; i < value.size(); i++) {
        check(value.get(i), schema.path("items"), at + "/" + i, fault);
      }
    }
    if (value.isObject()) {
      object(value, schema, at, fault);
    }
  }

  private static boolean isOf(JsonNode value, JsonNode schema) {
    JsonNode type = schema.path("type");
    if (type.isMissingNode()) {
      return true;
    }
    return type.isArray()
        ? StreamSupport.stream(type.spliterator(), false)
            .anyMatch(one -> isOf(value, one.asString()))
        : isOf(value, type.asString());
  }

  private static boolean isOf(JsonNode value, String type) {
    return switch (type) {
      case "null" -> value.isNull();
      case "string" -> value.isString();
      case "boolean" -> value.isBoolean();
      case "integer" -> value.isIntegralNumber();
      case "number" -> value.isNumber();
      case "array" -> value.isArray();
      case "object" -> value.isObject();
      default -> false;
    };
  }

  private static void text(String text, JsonNode schema, String at, Consumer<String> fault) {
    if (schema.has("pattern")) {
      Matcher pattern = Pattern.compile(schema.get("pattern").asString()).matcher(text);
      if (!pattern.find()) {
        fault.accept("%s: '%s' is not %s".formatted(at, text, pattern.pattern()));
      }
    }
    try {
      switch (schema.path("format").asString("")) {
        case "uuid" -> UUID.fromString(text);
        case "date" -> LocalDate.parse(text);
        case "date-time" -> Instant.parse(text);
        default -> {}
      }
    } catch (IllegalArgumentException | DateTimeException e) {
      fault.accept("%s: '%s' is no %s".formatted(at, text, schema.get("format").asString()));
    }
  }

  private static void number(double number, JsonNode schema, String at, Consumer<String> fault) {
    if ((schema.has("minimum") && number < schema.get("minimum").asDouble())
        || (schema.has("maximum") && number > schema.get("maximum").asDouble())) {
      fault.accept("%s: %s is out of range".formatted(at, number));
    }
  }

  private void object(JsonNode value, JsonNode schema, String at, Consumer<String> fault) {
    JsonNode properties = schema.path("properties");
    schema
        .path("required")
        .forEach(
            name -> {
              if (!value.has(name.asString())) {
                fault.accept("%s: %s is missing".formatted(at, name.asString()));
              }
            });
    value
        .properties()
        .forEach(
            field -> {
              if (properties.has(field.getKey())) {
                check(
                    field.getValue(),
                    properties.get(field.getKey()),
                    at + "/" + field.getKey(),
                    fault);
              } else {
                fault.accept("%s: %s is not described".formatted(at, field.getKey()));
              }
            });
  }
}
