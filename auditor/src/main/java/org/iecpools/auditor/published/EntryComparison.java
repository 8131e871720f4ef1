package org.iecpools.auditor.published;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.iecpools.events.InputPosition;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Compares an event on Kafka with the fields of an entry (docs/round-log.md, "Entries"). */
final class EntryComparison {

  private EntryComparison() {}

  /** The fields that differ, are missing or are too many; empty if it is the same event. */
  static List<String> differences(JsonNode entry, SpecificRecord event) {
    List<String> different = new ArrayList<>();
    Set<String> expected = new HashSet<>();
    for (Schema.Field field : event.getSchema().getFields()) {
      Object value = event.get(field.pos());
      boolean isLeftOut = isLeftOut(field.name(), value);
      if (!isLeftOut) {
        expected.add(field.name());
      }
      JsonNode stated = entry.get(field.name());
      if (isLeftOut ? stated != null : stated == null || !isSame(stated, value)) {
        different.add(field.name());
      }
    }
    entry.propertyNames().stream()
        .filter(name -> !expected.contains(name) && !different.contains(name))
        .forEach(different::add);
    return different;
  }

  private static boolean isLeftOut(String name, @Nullable Object value) {
    return switch (value) {
      case null -> true;
      case List<?> list -> list.isEmpty();
      case Integer number -> name.equals("revision") && number == 0;
      default -> false;
    };
  }

  private static boolean isSame(JsonNode stated, @Nullable Object value) {
    return switch (value) {
      case null -> false;
      case SpecificRecord record -> stated.isObject() && differences(stated, record).isEmpty();
      case List<?> list -> isHashOf(stated, list(list)) || isList(stated, list);
      case CharSequence text -> isText(stated, text.toString());
      case ByteBuffer bytes -> isText(stated, hex(bytes));
      case UUID id -> isText(stated, id.toString());
      case Enum<?> symbol -> isText(stated, symbol.name());
      case LocalDate day -> isText(stated, day.toString());
      case Instant time -> isTime(stated, time);
      case Integer number -> isNumber(stated, number);
      case Long number -> isNumber(stated, number);
      case Double number -> isDecimal(stated, number);
      default -> false;
    };
  }

  private static boolean isList(JsonNode stated, List<?> list) {
    if (!stated.isArray() || stated.size() != list.size()) {
      return false;
    }
    for (int i = 0; i < list.size(); i++) {
      if (!isSame(stated.get(i), list.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isText(JsonNode stated, String text) {
    return stated.isString() ? stated.asString().equals(text) : isHashOf(stated, text);
  }

  private static boolean isTime(JsonNode stated, Instant time) {
    try {
      return stated.isString() && Instant.parse(stated.asString()).equals(time);
    } catch (DateTimeException _) {
      return false;
    }
  }

  private static boolean isNumber(JsonNode stated, long number) {
    return stated.isIntegralNumber() && stated.bigIntegerValue().equals(BigInteger.valueOf(number));
  }

  private static boolean isDecimal(JsonNode stated, double number) {
    return Double.isFinite(number)
        ? stated.isNumber() && new BigDecimal(stated.asString()).doubleValue() == number
        : isText(stated, Double.toString(number));
  }

  /** Whether the entry has the hash of a text in its place. */
  private static boolean isHashOf(JsonNode stated, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return stated.isObject()
        && stated.size() == 2
        && isNumber(stated.path("bytes"), bytes.length)
        && stated.path("sha256").asString("").equals(HexFormat.of().formatHex(sha256(bytes)));
  }

  /** The JSON text of a list of ids or positions. */
  private static String list(List<?> list) {
    return list.stream()
        .map(
            each ->
                switch (each) {
                  case InputPosition position ->
                      "{\"topic\":%s,\"partition\":%d,\"offset\":%d}"
                          .formatted(
                              JsonMapper.shared().writeValueAsString(position.getTopic()),
                              position.getPartition(),
                              position.getOffset());
                  default -> "\"" + each + "\"";
                })
        .collect(Collectors.joining(",", "[", "]"));
  }

  private static String hex(ByteBuffer bytes) {
    byte[] all = bytes.array();
    int from = bytes.arrayOffset() + bytes.position();
    return HexFormat.of().formatHex(Arrays.copyOfRange(all, from, from + bytes.remaining()));
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
