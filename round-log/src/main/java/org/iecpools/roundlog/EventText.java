package org.iecpools.roundlog;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Writes an event as JSON of which each event has exactly one form (docs/round-log.md). A field
 * with the schema's default is left out, so that later versions with more fields give the same
 * text.
 */
final class EventText {

  /**
   * Longest JSON text of a string or list, in bytes of UTF-8. A longer one is replaced by its hash,
   * because an entry of a log is limited to 65,535 bytes.
   */
  static final int LONGEST = 4000;

  private static final int FIRST_PRINTABLE = 0x20;

  /** Always with milliseconds. */
  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

  private final List<String> replaced = new ArrayList<>();

  /** The strings and lists that their hashes stand for in the events written so far. */
  List<String> replaced() {
    return List.copyOf(replaced);
  }

  String of(SpecificRecord record) {
    List<String> fields = new ArrayList<>();
    for (Schema.Field field : record.getSchema().getFields()) {
      Object value = record.get(field.pos());
      if (!isDefault(field, value)) {
        fields.add(quoted(field.name()) + ":" + value(value));
      }
    }
    return "{" + String.join(",", fields) + "}";
  }

  private static boolean isDefault(Schema.Field field, @Nullable Object value) {
    return field.hasDefaultValue()
        && Objects.equals(SpecificData.get().getDefaultValue(field), value);
  }

  private String value(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case SpecificRecord record -> of(record);
      case List<?> list -> list(list);
      case CharSequence text -> string(text.toString());
      case ByteBuffer bytes -> string(hex(bytes));
      case UUID id -> string(id.toString());
      case Instant time -> string(TIME.format(time));
      case LocalDate day -> string(day.toString());
      case Enum<?> symbol -> string(symbol.name());
      case Integer number -> number.toString();
      case Long number -> number.toString();
      case Double number -> decimal(number);
      default -> throw new IllegalStateException(value.getClass() + " has no form in the log");
    };
  }

  private String list(List<?> list) {
    String text = list.stream().map(this::value).collect(Collectors.joining(",", "[", "]"));
    return size(text) > LONGEST ? hashed(text) : text;
  }

  private String string(String text) {
    String quoted = quoted(text);
    return size(quoted) > LONGEST ? hashed(text) : quoted;
  }

  private String hashed(String text) {
    replaced.add(text);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return "{\"bytes\":%d,\"sha256\":\"%s\"}"
        .formatted(bytes.length, HexFormat.of().formatHex(sha256(bytes)));
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  private static int size(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static String hex(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    return HexFormat.of().formatHex(copy);
  }

  /** The shortest decimal that gives the number, without an exponent. */
  private static String decimal(double number) {
    if (!Double.isFinite(number)) {
      return quoted(Double.toString(number));
    }
    BigDecimal shortest = new BigDecimal(Double.toString(number)).stripTrailingZeros();
    return shortest.signum() == 0 ? "0" : shortest.toPlainString();
  }

  /** As ECMAScript's {@code JSON.stringify}, in which only what JSON requires is escaped. */
  static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> quoted.append("\\\"");
        case '\\' -> quoted.append("\\\\");
        case '\b' -> quoted.append("\\b");
        case '\t' -> quoted.append("\\t");
        case '\n' -> quoted.append("\\n");
        case '\f' -> quoted.append("\\f");
        case '\r' -> quoted.append("\\r");
        default -> {
          if (c < FIRST_PRINTABLE) {
            quoted.append("\\u%04x".formatted((int) c));
          } else {
            quoted.append(c);
          }
        }
      }
    }
    return quoted.append('"').toString();
  }
}
