package org.iecpools.kit.web;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Parses JSON bodies strictly: no field twice in an object, nothing after the end. */
public final class JsonBody {

  private static final JsonMapper STRICT = strict(JsonMapper.builder()).build();

  private JsonBody() {}

  /** Makes a mapper strict. By default, Jackson silently keeps the last of two equal fields. */
  public static JsonMapper.Builder strict(JsonMapper.Builder mapper) {
    return mapper
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  }

  /**
   * Parses a body.
   *
   * @return a missing node for an empty body
   * @throws Problem 400 MALFORMED_JSON
   */
  public static JsonNode parse(byte[] body) {
    try {
      return STRICT.readTree(body);
    } catch (JacksonException e) {
      throw malformed(e);
    }
  }

  /** The problem of a body that cannot be parsed, with the place of the error. */
  public static Problem malformed(JacksonException e) {
    TokenStreamLocation at = e.getLocation();
    String where =
        at == null ? "" : " at line %d, column %d".formatted(at.getLineNr(), at.getColumnNr());
    return new Problem(
        FaultCode.MALFORMED_JSON,
        "The body is not valid JSON%s: %s.".formatted(where, e.getOriginalMessage()));
  }
}
