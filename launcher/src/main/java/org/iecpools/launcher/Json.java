package org.iecpools.launcher;

import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** How commands write JSON: only ASCII, so that it passes through every terminal and pipe. */
final class Json {

  private static final JsonMapper LINES =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
  private static final JsonMapper DOCUMENTS =
      LINES.rebuild().enable(SerializationFeature.INDENT_OUTPUT).build();

  private Json() {}

  /** A value on one line, for lists and events. */
  static String line(Object value) {
    return LINES.writeValueAsString(value);
  }

  /** A value on several lines, for the result of a command. */
  static String document(Object value) {
    return DOCUMENTS.writeValueAsString(value);
  }
}
