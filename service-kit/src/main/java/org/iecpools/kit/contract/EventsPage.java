package org.iecpools.kit.contract;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.avro.LogicalType;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** An AsyncAPI description as the content of a page; the template is {@code events.mustache}. */
record EventsPage(
    String title,
    String description,
    List<Channel> channels,
    List<Message> messages,
    List<Type> types) {

  /** A topic. */
  record Channel(String address, String description, List<TypeText> messages) {}

  /** A record on a topic, or a header of it. */
  record Message(String name, String summary, String topic, List<Field> fields) {

    boolean hasFields() {
      return !fields.isEmpty();
    }
  }

  /** A type of a field: a record, an enum or a fixed number of bytes. */
  record Type(
      String name, @Nullable String description, @Nullable String kind, List<Field> fields) {

    boolean hasFields() {
      return !fields.isEmpty();
    }
  }

  /** A field. */
  record Field(
      String name, List<TypeText> type, @Nullable String description, @Nullable String absent) {}

  static EventsPage of(JsonNode document) {
    JsonNode declared = document.at("/components/messages");
    List<Channel> channels = new ArrayList<>();
    List<Message> messages = new ArrayList<>();
    Map<String, Schema> types = new TreeMap<>();
    for (JsonNode channel : document.path("channels")) {
      String topic = channel.get("address").asString();
      List<TypeText> names = new ArrayList<>();
      channel
          .path("messages")
          .properties()
          .forEach(
              it -> {
                if (!names.isEmpty()) {
                  names.add(TypeText.plain(", "));
                }
                names.add(new TypeText(it.getKey(), "#" + it.getKey()));
                messages.add(message(topic, declared.get(it.getKey()), types));
              });
      channels.add(new Channel(topic, channel.path("description").asString(), names));
    }
    return new EventsPage(
        document.at("/info/title").asString(),
        document.at("/info/description").asString(),
        channels,
        messages,
        types.values().stream().map(EventsPage::declared).toList());
  }

  private static Message message(String topic, JsonNode message, Map<String, Schema> types) {
    List<Field> fields;
    if (message.at("/payload/schema").isMissingNode()) {
      fields =
          message.at("/headers/properties").properties().stream()
              .map(
                  header ->
                      new Field(
                          header.getKey(),
                          List.of(TypeText.plain("header")),
                          header.getValue().path("description").asString(),
                          null))
              .toList();
    } else {
      Schema schema = new Schema.Parser().parse(message.at("/payload/schema").toString());
      collect(schema, types);
      types.remove(schema.getName());
      fields = fields(schema);
    }
    return new Message(
        message.get("name").asString(), message.get("summary").asString(), topic, fields);
  }

  /** Collects the named types that a schema uses. */
  private static void collect(Schema schema, Map<String, Schema> types) {
    switch (schema.getType()) {
      case RECORD -> {
        if (types.putIfAbsent(schema.getName(), schema) == null) {
          schema.getFields().forEach(field -> collect(field.schema(), types));
        }
      }
      case ENUM, FIXED -> types.putIfAbsent(schema.getName(), schema);
      case ARRAY -> collect(schema.getElementType(), types);
      case MAP -> collect(schema.getValueType(), types);
      case UNION -> schema.getTypes().forEach(choice -> collect(choice, types));
      case STRING, BYTES, INT, LONG, FLOAT, DOUBLE, BOOLEAN, NULL -> {}
    }
  }

  private static Type declared(Schema schema) {
    return switch (schema.getType()) {
      case ENUM ->
          new Type(
              schema.getName(),
              schema.getDoc(),
              "one of " + String.join(", ", schema.getEnumSymbols()),
              List.of());
      case FIXED ->
          new Type(schema.getName(), schema.getDoc(), schema.getFixedSize() + " bytes", List.of());
      default -> new Type(schema.getName(), schema.getDoc(), null, fields(schema));
    };
  }

  private static List<Field> fields(Schema record) {
    Map<String, Field> fields = new LinkedHashMap<>();
    record
        .getFields()
        .forEach(
            field ->
                fields.put(
                    field.name(),
                    new Field(
                        field.name(),
                        type(field.schema()),
                        field.doc(),
                        field.hasDefaultValue() ? absent(field) : null)));
    return List.copyOf(fields.values());
  }

  private static String absent(Schema.Field field) {
    Object value = field.defaultVal();
    return value == org.apache.avro.JsonProperties.NULL_VALUE ? "null" : String.valueOf(value);
  }

  private static List<TypeText> type(Schema schema) {
    return switch (schema.getType()) {
      case RECORD, ENUM, FIXED -> List.of(TypeText.named(schema.getName()));
      case ARRAY ->
          Stream.concat(
                  Stream.of(TypeText.plain("list of ")), type(schema.getElementType()).stream())
              .toList();
      case UNION -> {
        List<TypeText> choices = new ArrayList<>();
        for (Schema choice : schema.getTypes()) {
          if (!choices.isEmpty()) {
            choices.add(TypeText.plain(" or "));
          }
          choices.addAll(type(choice));
        }
        yield choices;
      }
      default -> {
        LogicalType logical = schema.getLogicalType();
        yield List.of(
            TypeText.plain(
                schema.getType().getName()
                    + (logical == null ? "" : " (" + logical.getName() + ")")));
      }
    };
  }
}
