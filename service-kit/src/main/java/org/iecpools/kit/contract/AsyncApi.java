package org.iecpools.kit.contract;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.iecpools.kafka.Topic;
import org.iecpools.kafka.Topics;
import org.iecpools.kit.stream.Attribution;
import org.iecpools.kit.stream.DeadLetter;
import org.iecpools.kit.trace.Traces;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The AsyncAPI 3.0 description of all topics and events, derived from {@link Topics} and the Avro
 * schemas. The described application is the whole system: it sends what its services write, and
 * receives what others write.
 */
public final class AsyncApi {

  /** Version of the specification's bindings for Kafka. */
  private static final String BINDINGS = "0.5.0";

  /** The schema of the headers that events and commands may have. */
  private static final String HEADERS = "RecordHeaders";

  private static final JsonMapper JSON = JsonMapper.shared();

  private AsyncApi() {}

  /** The document. */
  public static ObjectNode document() {
    ObjectNode document = JSON.createObjectNode().put("asyncapi", "3.0.0");
    document
        .putObject("info")
        .put("title", "IEC pools: events")
        .put("version", "1")
        .put(
            "description",
            "All topics and events of IEC pools. docs/upstream.md describes what upstream systems"
                + " write, the format of a record, and what happens to records that are refused.")
        .putObject("license")
        .put("name", "Apache-2.0");
    document.put("defaultContentType", "application/vnd.apache.avro");
    server(document.putObject("servers").putObject("kafka"));
    ObjectNode channels = document.putObject("channels");
    ObjectNode operations = document.putObject("operations");
    ObjectNode components = document.putObject("components");
    components
        .putObject("securitySchemes")
        .putObject("user")
        .put("type", "scramSha512")
        .put("description", "A user of Kafka; its rights follow from the writers and readers.");
    recordHeaders(components.putObject("schemas").putObject(HEADERS));
    ObjectNode messages = components.putObject("messages");
    for (Topic<?> topic : Topics.ALL) {
      channel(channels.putObject(name(topic)), topic);
      operations(operations, topic);
      messages(messages, topic);
    }
    return document;
  }

  private static void server(ObjectNode server) {
    server
        .put("host", "{bootstrap}")
        .put("protocol", "kafka")
        .put(
            "description",
            "A broker of the stack. docs/kafka-security.md describes users and TLS.");
    server
        .putObject("variables")
        .putObject("bootstrap")
        .put("default", "127.0.0.1:9092")
        .put("description", "Address of a broker, as host:port.");
    server.putArray("security").addObject().put("$ref", "#/components/securitySchemes/user");
    kafka(server)
        .put("schemaRegistryUrl", "http://127.0.0.1:8080/apis/ccompat/v7")
        .put("schemaRegistryVendor", "apicurio");
  }

  private static void recordHeaders(ObjectNode headers) {
    ObjectNode properties = headers.put("type", "object").putObject("properties");
    Attribution.HEADERS.forEach(
        (header, text) ->
            properties.putObject(header).put("type", "string").put("description", text));
    properties
        .putObject(Traces.HEADER)
        .put("type", "string")
        .put("pattern", "^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$")
        .put(
            "description",
            "Optional: the W3C trace context that the processing continues. Ignored if it is"
                + " malformed or repeated; tracestate and baggage are always ignored.");
  }

  /** Whether records of a topic may continue a trace. */
  private static boolean isTraced(Topic<?> topic) {
    return Topics.EVENTS.contains(topic) || topic == Topics.ROUND_COMMANDS;
  }

  private static void channel(ObjectNode channel, Topic<?> topic) {
    channel
        .put("address", topic.name())
        .put("title", topic.name())
        .put("description", description(topic));
    ObjectNode messages = channel.putObject("messages");
    messageNames(topic)
        .forEach(
            message -> messages.putObject(message).put("$ref", "#/components/messages/" + message));
    ObjectNode kafka = kafka(channel).put("topic", topic.name());
    ObjectNode settings = kafka.putObject("topicConfiguration");
    topic
        .settings()
        .forEach(
            (setting, value) -> {
              switch (setting) {
                case "cleanup.policy" -> settings.putArray(setting).add(value);
                case "retention.ms", "retention.bytes", "max.message.bytes" ->
                    settings.put(setting, Long.parseLong(value));
                default -> settings.put(setting, value);
              }
            });
  }

  private static String description(Topic<?> topic) {
    String refused =
        topic.deadLettersBy() == null
            ? ""
            : " %s writes its dead letters.".formatted(topic.deadLettersBy());
    return "Key: %s. Written by %s; read by %s. %s%s"
        .formatted(
            topic.keyedBy(),
            String.join(", ", new TreeSet<>(topic.writers())),
            topic.readers().isEmpty()
                ? "none of the services"
                : String.join(", ", new TreeSet<>(topic.readers())),
            switch (topic.cleanup()) {
              case KEEP -> "Records are kept forever.";
              case COMPACT -> "The latest record of each key is kept.";
            },
            refused);
  }

  /** What the system sends and receives, with the writers as tags. */
  private static void operations(ObjectNode operations, Topic<?> topic) {
    Map<Boolean, Set<String>> writers =
        topic.writers().stream()
            .collect(
                Collectors.partitioningBy(
                    Topics.OUTSIDE::contains, Collectors.toCollection(TreeSet::new)));
    operation(operations, "send", topic, writers.getOrDefault(false, Set.of()));
    operation(operations, "receive", topic, writers.getOrDefault(true, Set.of()));
  }

  private static void operation(
      ObjectNode operations, String action, Topic<?> topic, Set<String> writers) {
    if (writers.isEmpty()) {
      return;
    }
    String name = name(topic);
    ObjectNode operation =
        operations
            .putObject(action + Character.toUpperCase(name.charAt(0)) + name.substring(1))
            .put("action", action)
            .put("summary", "Records that %s writes.".formatted(String.join(" or ", writers)));
    operation.putObject("channel").put("$ref", "#/channels/" + name);
    writers.forEach(writer -> operation.withArray("tags").addObject().put("name", writer));
  }

  private static void messages(ObjectNode messages, Topic<?> topic) {
    for (Class<? extends SpecificRecord> type : topic.types()) {
      Schema schema = SpecificData.get().getSchema(type);
      ObjectNode message =
          message(messages, topic, schema.getName(), schema.getDoc())
              .put("contentType", "application/vnd.apache.avro");
      if (isTraced(topic)) {
        message.putObject("headers").put("$ref", "#/components/schemas/" + HEADERS);
      }
      ObjectNode payload =
          message
              .putObject("payload")
              .put("schemaFormat", "application/vnd.apache.avro+json;version=1.9.0");
      payload.set("schema", JSON.readTree(schema.toString()));
      ((ObjectNode) message.at("/bindings/kafka"))
          .put("schemaIdLocation", "payload")
          .put("schemaIdPayloadEncoding", "confluent")
          .put("schemaLookupStrategy", "RecordNameStrategy");
    }
    if (topic == Topics.DEAD_LETTERS) {
      ObjectNode letter =
          message(
                  messages,
                  topic,
                  "DeadLetter",
                  "A record that was refused, as it was received; headers contain the reason.")
              .put("contentType", "application/octet-stream");
      ObjectNode headers = letter.putObject("headers").put("type", "object");
      ObjectNode properties = headers.putObject("properties");
      DeadLetter.HEADERS.forEach(
          (header, text) ->
              properties.putObject(header).put("type", "string").put("description", text));
      letter
          .putObject("payload")
          .put("type", "string")
          .put("format", "binary")
          .put("description", "The value of the refused record.");
    }
    if (topic == Topics.ENVIRONMENT) {
      message(
              messages,
              topic,
              "Environment",
              "The environment that the data belong to: cluster, topics, schemas, source of time.")
          .put("contentType", "application/json")
          .putObject("payload")
          .put("type", "object")
          .put("description", "Of this system only.");
    }
  }

  private static ObjectNode message(
      ObjectNode messages, Topic<?> topic, String name, String description) {
    ObjectNode message =
        messages.putObject(name).put("name", name).put("title", name).put("summary", description);
    kafka(message).putObject("key").put("type", "string").put("description", topic.keyedBy());
    return message;
  }

  private static Set<String> messageNames(Topic<?> topic) {
    if (topic == Topics.DEAD_LETTERS) {
      return Set.of("DeadLetter");
    }
    if (topic == Topics.ENVIRONMENT) {
      return Set.of("Environment");
    }
    return topic.types().stream()
        .map(Class::getSimpleName)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static ObjectNode kafka(ObjectNode of) {
    return of.putObject("bindings").putObject("kafka").put("bindingVersion", BINDINGS);
  }

  /** The name of a topic in camel case, such as roundCommands. */
  private static String name(Topic<?> topic) {
    StringBuilder name = new StringBuilder();
    for (String word : topic.name().substring("iec.".length()).split("-", -1)) {
      name.append(
          name.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
    }
    return name.toString();
  }
}
