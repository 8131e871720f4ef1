package org.iecpools.kit.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An OpenAPI description as the content of a page; the template is {@code api.mustache}. */
record ApiPage(String title, @Nullable String description, List<Group> groups, List<Type> types) {

  private static final JsonMapper JSON = JsonMapper.shared();

  /** The operations with one tag. */
  record Group(String name, String description, List<Operation> operations) {}

  /** One operation. */
  record Operation(
      String id,
      String method,
      String path,
      String summary,
      @Nullable String description,
      List<Field> parameters,
      @Nullable Body body,
      List<Answer> answers) {

    boolean hasParameters() {
      return !parameters.isEmpty();
    }
  }

  /** A parameter or a property. */
  record Field(
      String name,
      @Nullable String place,
      boolean required,
      List<TypeText> type,
      @Nullable String description,
      @Nullable String example) {}

  /** A request's body. */
  record Body(List<TypeText> type, @Nullable String example) {}

  /** An answer. */
  record Answer(String status, String description, List<TypeText> type) {}

  /** A named schema. */
  record Type(String name, @Nullable String description, List<TypeText> type, List<Field> fields) {

    boolean hasFields() {
      return !fields.isEmpty();
    }
  }

  static ApiPage of(JsonNode api) {
    List<Group> groups = api.path("tags").valueStream().map(tag -> group(api, tag)).toList();
    List<Type> types =
        api.at("/components/schemas").properties().stream()
            .map(schema -> type(schema.getKey(), schema.getValue()))
            .sorted((a, b) -> a.name().compareTo(b.name()))
            .toList();
    return new ApiPage(
        api.at("/info/title").asString(), text(api.path("info"), "description"), groups, types);
  }

  private static Group group(JsonNode api, JsonNode tag) {
    String name = tag.get("name").asString();
    List<Operation> operations = new ArrayList<>();
    api.path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue().properties().stream()
                    .filter(
                        operation ->
                            operation
                                .getValue()
                                .path("tags")
                                .valueStream()
                                .anyMatch(of -> of.asString().equals(name)))
                    .forEach(
                        operation ->
                            operations.add(
                                operation(
                                    api,
                                    operation.getKey(),
                                    path.getKey(),
                                    operation.getValue()))));
    operations.sort(
        (a, b) ->
            a.path().equals(b.path())
                ? a.method().compareTo(b.method())
                : a.path().compareTo(b.path()));
    return new Group(name, tag.path("description").asString(""), operations);
  }

  private static Operation operation(JsonNode api, String method, String path, JsonNode operation) {
    List<Field> parameters =
        operation
            .path("parameters")
            .valueStream()
            .map(
                parameter ->
                    field(
                        parameter.path("name").asString(),
                        parameter.path("in").asString(),
                        parameter.path("required").asBoolean(false),
                        parameter.path("schema"),
                        parameter))
            .toList();
    JsonNode media = operation.at("/requestBody/content/application~1json");
    List<Answer> answers =
        operation.path("responses").properties().stream()
            .map(response -> answer(response.getKey(), resolved(api, response.getValue())))
            .toList();
    return new Operation(
        operation.path("operationId").asString(),
        method.toUpperCase(Locale.ROOT),
        path,
        operation.path("summary").asString(),
        text(operation, "description"),
        parameters,
        media.isMissingNode()
            ? null
            : new Body(
                type(media.path("schema")),
                media.has("example")
                    ? JSON.writerWithDefaultPrettyPrinter().writeValueAsString(media.get("example"))
                    : null),
        answers);
  }

  private static Answer answer(String status, JsonNode response) {
    List<TypeText> type = new ArrayList<>();
    response
        .path("content")
        .properties()
        .forEach(
            media -> {
              if (!type.isEmpty()) {
                type.add(TypeText.plain(", "));
              }
              type.addAll(type(media.getValue().path("schema")));
              type.add(TypeText.plain(" as " + media.getKey()));
            });
    return new Answer(
        status.equals("default") ? "other" : status,
        response.path("description").asString(""),
        type);
  }

  private static Type type(String name, JsonNode schema) {
    List<String> required = schema.path("required").valueStream().map(JsonNode::asString).toList();
    List<Field> fields =
        schema.path("properties").properties().stream()
            .map(
                property ->
                    field(
                        property.getKey(),
                        null,
                        required.contains(property.getKey()),
                        property.getValue(),
                        property.getValue()))
            .toList();
    return new Type(
        name, text(schema, "description"), fields.isEmpty() ? type(schema) : List.of(), fields);
  }

  private static Field field(
      String name, @Nullable String place, boolean required, JsonNode schema, JsonNode about) {
    JsonNode example = about.path("example");
    return new Field(
        name,
        place,
        required,
        type(schema),
        text(about, "description"),
        example.isMissingNode()
            ? null
            : example.isString() ? example.asString() : example.toString());
  }

  private static JsonNode resolved(JsonNode api, JsonNode node) {
    return node.has("$ref") ? api.at(node.get("$ref").asString().substring(1)) : node;
  }

  private static @Nullable String text(JsonNode node, String field) {
    return node.has(field) ? node.get(field).asString() : null;
  }

  // ---- a schema in words

  private static List<TypeText> type(JsonNode schema) {
    if (schema.has("$ref")) {
      String reference = schema.get("$ref").asString();
      return List.of(TypeText.named(reference.substring(reference.lastIndexOf('/') + 1)));
    }
    if (schema.has("oneOf")) {
      List<TypeText> choices = new ArrayList<>();
      for (JsonNode choice : schema.get("oneOf")) {
        if (!choices.isEmpty()) {
          choices.add(TypeText.plain(" or "));
        }
        choices.addAll(type(choice));
      }
      return choices;
    }
    if (schema.path("type").asString("").equals("array")) {
      return Stream.concat(
              Stream.of(TypeText.plain("list of ")), type(schema.path("items")).stream())
          .toList();
    }
    return List.of(TypeText.plain(simple(schema)));
  }

  private static String simple(JsonNode schema) {
    if (schema.has("enum")) {
      return "one of "
          + schema
              .get("enum")
              .valueStream()
              .map(JsonNode::asString)
              .collect(Collectors.joining(", "));
    }
    StringBuilder text = new StringBuilder(types(schema));
    if (schema.has("format")) {
      text.append(" (").append(schema.get("format").asString()).append(')');
    }
    if (schema.has("pattern")) {
      text.append(" like ").append(schema.get("pattern").asString());
    }
    if (schema.has("minimum")) {
      text.append(" from ").append(schema.get("minimum"));
    }
    if (schema.has("maximum")) {
      text.append(" to ").append(schema.get("maximum"));
    }
    if (schema.has("maxLength")) {
      text.append(" of at most ").append(schema.get("maxLength")).append(" characters");
    }
    if (schema.has("default")) {
      text.append("; default ").append(schema.get("default").asString());
    }
    return text.toString();
  }

  private static String types(JsonNode schema) {
    JsonNode type = schema.path("type");
    return type.isArray()
        ? type.valueStream().map(JsonNode::asString).collect(Collectors.joining(" or "))
        : type.asString("any");
  }
}
