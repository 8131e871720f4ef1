package org.iecpools.auditor.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.iecpools.auditor.AuditFailed;
import org.iecpools.auditor.LoggedEvent;
import org.iecpools.auditor.Position;
import org.iecpools.domain.SeasonWindow;
import org.iecpools.events.BeaconRoundId;
import org.iecpools.events.CancellationCause;
import org.iecpools.events.Category;
import org.iecpools.events.Event;
import org.iecpools.events.InputPosition;
import org.iecpools.events.PoolId;
import org.iecpools.events.RoundCancelled;
import org.iecpools.events.RoundRun;
import org.iecpools.events.RoundScheduled;
import org.iecpools.events.RoundSealed;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Reads entries of the log of rounds back into events (docs/round-log.md, "Entries"). Any field,
 * type or form that the format does not have is a fault.
 */
final class EntryReader {

  private static final Map<String, Schema> TYPES =
      Map.of(
          "RoundScheduled", RoundScheduled.getClassSchema(),
          "RoundSealed", RoundSealed.getClassSchema(),
          "RoundCancelled", RoundCancelled.getClassSchema(),
          "RoundRun", RoundRun.getClassSchema());

  /** Avro itself would create records by the names of their classes, which it does not trust. */
  private static final Map<String, Supplier<SpecificRecord>> RECORDS =
      Map.of(
          "RoundScheduled", RoundScheduled::new,
          "RoundSealed", RoundSealed::new,
          "RoundCancelled", RoundCancelled::new,
          "RoundRun", RoundRun::new,
          "PoolId", PoolId::new,
          "BeaconRoundId", BeaconRoundId::new,
          "InputPosition", InputPosition::new);

  private static final Set<String> FIELDS =
      Set.of("log", "topic", "partition", "offset", "type", "event");

  /**
   * An entry that was read.
   *
   * @param cluster the id of the Kafka cluster
   */
  record Entry(String cluster, LoggedEvent at) {}

  private final Map<String, String> replaced = new HashMap<>();
  private final Set<String> used = new HashSet<>();

  private EntryReader(List<String> replaced) {
    replaced.forEach(text -> this.replaced.put(sha256(text), text));
  }

  /**
   * Reads an entry.
   *
   * @param replaced the strings and lists that it has hashes of
   * @throws AuditFailed with the first fault
   */
  static Entry read(String text, List<String> replaced) {
    JsonNode json = json(text);
    if (!json.isObject() || !Set.copyOf(json.propertyNames()).equals(FIELDS)) {
      throw new AuditFailed("an entry does not have the fields of one");
    }
    Schema schema = TYPES.get(json.path("type").asString(""));
    if (schema == null
        || !json.path("log").isString()
        || !json.path("topic").isString()
        || !isInt(json.path("partition"))
        || !isLong(json.path("offset"))) {
      throw new AuditFailed("an entry is not of an event of a round");
    }
    EntryReader reader = new EntryReader(replaced);
    SpecificRecord event = reader.read(schema, json.path("event"));
    if (reader.used.size() != replaced.size()) {
      throw new AuditFailed("a replaced text is not one that its entry has the hash of");
    }
    return new Entry(
        json.path("log").asString(),
        new LoggedEvent(
            new Position(
                json.path("topic").asString(),
                json.path("partition").asInt(),
                json.path("offset").asLong()),
            (Event) event));
  }

  private static JsonNode json(String text) {
    try {
      return BundleReader.STRICT.readTree(text);
    } catch (JacksonException e) {
      throw new AuditFailed("an entry is not JSON: " + e.getOriginalMessage(), e);
    }
  }

  private SpecificRecord read(Schema schema, JsonNode json) {
    if (!json.isObject()) {
      throw new AuditFailed("a %s is not an object".formatted(schema.getName()));
    }
    SpecificRecord event =
        Optional.ofNullable(RECORDS.get(schema.getName()))
            .orElseThrow(() -> new IllegalStateException("no entry has a " + schema.getName()))
            .get();
    Set<String> unknown = new HashSet<>(json.propertyNames());
    for (Schema.Field field : schema.getFields()) {
      unknown.remove(field.name());
      JsonNode stated = json.get(field.name());
      event.put(field.pos(), stated == null ? leftOut(schema, field) : value(field, stated));
    }
    if (!unknown.isEmpty()) {
      throw new AuditFailed(
          "%s has no field %s in this version".formatted(schema.getName(), unknown));
    }
    return event;
  }

  private static @Nullable Object leftOut(Schema schema, Schema.Field field) {
    if (!field.hasDefaultValue()) {
      throw new AuditFailed("%s.%s is missing".formatted(schema.getName(), field.name()));
    }
    return SpecificData.get().getDefaultValue(field);
  }

  private Object value(Schema.Field field, JsonNode stated) {
    try {
      Optional<Object> value = value(notNull(field.schema()), stated);
      return value.orElseThrow(
          () -> new AuditFailed("%s has a value of another type".formatted(field.name())));
    } catch (DateTimeException | IllegalArgumentException | AvroRuntimeException e) {
      throw new AuditFailed("%s is invalid: %s".formatted(field.name(), e.getMessage()), e);
    }
  }

  /** The type of a value that is there. */
  private static Schema notNull(Schema schema) {
    return schema.isUnion()
        ? schema.getTypes().stream()
            .filter(type -> type.getType() != Schema.Type.NULL)
            .findFirst()
            .orElseThrow()
        : schema;
  }

  private Optional<Object> value(Schema schema, JsonNode stated) {
    String logical = schema.getLogicalType() == null ? "" : schema.getLogicalType().getName();
    return switch (logical) {
      case "uuid" -> text(stated).map(EntryReader::uuid);
      case "timestamp-millis" -> text(stated).map(EntryReader::instant);
      case "date" -> text(stated).map(EntryReader::date);
      default -> plain(schema, stated);
    };
  }

  private Optional<Object> plain(Schema schema, JsonNode stated) {
    return switch (schema.getType()) {
      case RECORD -> Optional.of(read(schema, stated));
      case ARRAY -> list(schema, stated);
      case ENUM -> text(stated).map(name -> constant(schema, name));
      case STRING -> text(stated).map(it -> it);
      case BYTES -> text(stated).map(it -> ByteBuffer.wrap(hex(it)));
      case INT -> isInt(stated) ? Optional.of(stated.asInt()) : Optional.empty();
      case LONG -> isLong(stated) ? Optional.of(stated.asLong()) : Optional.empty();
      case DOUBLE ->
          stated.isNumber() && Double.isFinite(stated.asDouble(Double.NaN))
              ? Optional.of(stated.asDouble())
              : Optional.empty();
      case FIXED, FLOAT, BOOLEAN, MAP, NULL, UNION ->
          throw new IllegalStateException("events of rounds have no " + schema);
    };
  }

  private static boolean isInt(JsonNode stated) {
    return stated.isIntegralNumber() && stated.canConvertToInt();
  }

  private static boolean isLong(JsonNode stated) {
    return stated.isIntegralNumber() && stated.canConvertToLong();
  }

  private static Object constant(Schema schema, String name) {
    return switch (schema.getName()) {
      case "Category" -> Category.valueOf(name);
      case "CancellationCause" -> CancellationCause.valueOf(name);
      default -> throw new IllegalStateException("events of rounds have no " + schema);
    };
  }

  private Optional<Object> list(Schema schema, JsonNode stated) {
    JsonNode all = original(stated).map(EntryReader::json).orElse(stated);
    if (!all.isArray()) {
      return Optional.empty();
    }
    List<Object> list = new ArrayList<>();
    for (JsonNode element : all) {
      Optional<Object> value = value(schema.getElementType(), element);
      if (value.isEmpty()) {
        return Optional.empty();
      }
      list.add(value.get());
    }
    return Optional.of(list);
  }

  private Optional<String> text(JsonNode stated) {
    return stated.isString() ? Optional.of(stated.asString()) : original(stated);
  }

  /** What a hash stands for; empty if the value is not a hash. */
  private Optional<String> original(JsonNode stated) {
    String hash = stated.path("sha256").asString("");
    String text = replaced.get(hash);
    if (!stated.isObject() || !stated.path("sha256").isString()) {
      return Optional.empty();
    }
    if (text == null || stated.path("bytes").asLong(-1) != text.getBytes(UTF_8).length) {
      throw new IllegalArgumentException("the bundle lacks the text that its hash stands for");
    }
    used.add(hash);
    return Optional.of(text);
  }

  /** Times far from all seasons are of no event, and cannot be computed with. */
  private static Instant instant(String text) {
    Instant at = Instant.parse(text);
    if (!SeasonWindow.WIDEST.contains(at)) {
      throw outsideOfAllSeasons(text);
    }
    return at;
  }

  private static LocalDate date(String text) {
    LocalDate day = LocalDate.parse(text);
    if (!SeasonWindow.WIDEST.contains(day)) {
      throw outsideOfAllSeasons(text);
    }
    return day;
  }

  private static IllegalArgumentException outsideOfAllSeasons(String text) {
    return new IllegalArgumentException(
        "%s is not in %s".formatted(text, SeasonWindow.WIDEST.inWords()));
  }

  private static UUID uuid(String text) {
    UUID id = UUID.fromString(text);
    if (!id.toString().equals(text)) {
      throw new IllegalArgumentException("an id is not in its usual form");
    }
    return id;
  }

  private static byte[] hex(String text) {
    byte[] bytes = HexFormat.of().parseHex(text);
    if (!HexFormat.of().formatHex(bytes).equals(text)) {
      throw new IllegalArgumentException("bytes are not in lower case");
    }
    return bytes;
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
