package org.iecpools.beacon.relay;

import java.util.HexFormat;
import org.iecpools.beacon.BeaconRound;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A round in the JSON of drand's HTTP API, version 1: {@code round, randomness, signature}. */
final class RoundJson {

  /** Two readers must not see different values in the same bytes. */
  static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private RoundJson() {}

  /**
   * Reads a round, which may not be genuine. Other fields are ignored.
   *
   * @throws IllegalArgumentException with the reason, which contains nothing of the body
   */
  static BeaconRound read(byte[] body) {
    JsonNode round = object(body);
    JsonNode number = round.path("round");
    if (!number.isIntegralNumber() || !number.canConvertToLong()) {
      throw new IllegalArgumentException("round is not a number of a round");
    }
    return new BeaconRound(
        number.longValue(), bytes(round, "randomness"), bytes(round, "signature"));
  }

  static byte[] write(BeaconRound round) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("round", round.number());
    json.put("randomness", HexFormat.of().formatHex(round.value()));
    json.put("signature", HexFormat.of().formatHex(round.signature()));
    return MAPPER.writeValueAsBytes(json);
  }

  /**
   * @throws IllegalArgumentException if the body is not an object
   */
  static JsonNode object(byte[] body) {
    JsonNode json;
    try {
      json = MAPPER.readTree(body);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("it is not JSON", e);
    }
    if (json.isMissingNode()) {
      throw new IllegalArgumentException("it is empty");
    }
    if (!json.isObject()) {
      throw new IllegalArgumentException("it is not an object");
    }
    return json;
  }

  /**
   * @throws IllegalArgumentException if the field is missing or not hexadecimal
   */
  static byte[] bytes(JsonNode json, String field) {
    JsonNode text = json.path(field);
    if (text.isString()) {
      try {
        return HexFormat.of().parseHex(text.stringValue());
      } catch (IllegalArgumentException _) {
        // Reported below, without the text.
      }
    }
    throw new IllegalArgumentException(field + " is not in hexadecimal");
  }
}
