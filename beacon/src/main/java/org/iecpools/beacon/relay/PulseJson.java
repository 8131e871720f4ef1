package org.iecpools.beacon.relay;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import org.iecpools.beacon.BeaconRound;
import tools.jackson.databind.JsonNode;

/** A pulse in the JSON of NIST's Randomness Beacon 2.0. */
final class PulseJson {

  private static final List<String> EARLIER = List.of("previous", "hour", "day", "month", "year");

  private PulseJson() {}

  /**
   * The pulse in an answer.
   *
   * @throws IllegalArgumentException with the reason, which contains nothing of the body
   */
  static JsonNode read(byte[] body) {
    JsonNode pulse = RoundJson.object(body).path("pulse");
    if (!pulse.isObject()) {
      throw new IllegalArgumentException("pulse is not an object");
    }
    return pulse;
  }

  /**
   * The time that a pulse states.
   *
   * @throws IllegalArgumentException if it states none
   */
  static Instant time(JsonNode pulse) {
    try {
      return Instant.parse(pulse.path("timeStamp").asString(""));
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("timeStamp is not a time", e);
    }
  }

  /**
   * A pulse as a round, which may not be genuine. Fields that are not signed are ignored.
   *
   * @throws IllegalArgumentException with the reason, which contains nothing of the body
   */
  static BeaconRound round(JsonNode pulse, long number) {
    return new BeaconRound(
        number,
        RoundJson.bytes(pulse, "outputValue"),
        RoundJson.bytes(pulse, "signatureValue"),
        message(pulse));
  }

  /** What a pulse signs, in the order and with the lengths of NIST's service. */
  static byte[] message(JsonNode pulse) {
    Message message = new Message();
    message.text(pulse, "uri");
    message.text(pulse, "version");
    message.int32(pulse, "cipherSuite");
    message.int32(pulse, "period");
    message.bytes(pulse, "certificateId");
    message.int64(pulse, "chainIndex");
    message.int64(pulse, "pulseIndex");
    message.text(pulse, "timeStamp");
    message.bytes(pulse, "localRandomValue");
    JsonNode external = pulse.path("external");
    message.bytes(external, "sourceId");
    message.int32(external, "statusCode");
    message.bytes(external, "value");
    for (String type : EARLIER) {
      message.bytes(earlier(pulse, type), "value");
    }
    message.bytes(pulse, "precommitmentValue");
    message.int32(pulse, "statusCode");
    return message.out.toByteArray();
  }

  private static JsonNode earlier(JsonNode pulse, String type) {
    List<JsonNode> of =
        pulse
            .path("listValues")
            .valueStream()
            .filter(value -> value.path("type").asString("").equals(type))
            .toList();
    if (of.size() != 1) {
      throw new IllegalArgumentException("listValues does not have one value of type " + type);
    }
    return of.getFirst();
  }

  private static final class Message {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    void text(JsonNode json, String field) {
      JsonNode text = json.path(field);
      if (!text.isString()) {
        throw new IllegalArgumentException(field + " is not text");
      }
      withLength(text.stringValue().getBytes(StandardCharsets.UTF_8));
    }

    void bytes(JsonNode json, String field) {
      withLength(RoundJson.bytes(json, field));
    }

    void int32(JsonNode json, String field) {
      out.writeBytes(
          ByteBuffer.allocate(Integer.BYTES)
              .putInt((int) number(json, field, Integer.MAX_VALUE))
              .array());
    }

    void int64(JsonNode json, String field) {
      out.writeBytes(
          ByteBuffer.allocate(Long.BYTES).putLong(number(json, field, Long.MAX_VALUE)).array());
    }

    private static long number(JsonNode json, String field, long highest) {
      JsonNode number = json.path(field);
      if (!number.isIntegralNumber()
          || !number.canConvertToLong()
          || number.longValue() < 0
          || number.longValue() > highest) {
        throw new IllegalArgumentException(
            "%s is not a number from 0 to %d".formatted(field, highest));
      }
      return number.longValue();
    }

    private void withLength(byte[] bytes) {
      out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
      out.writeBytes(bytes);
    }
  }
}
