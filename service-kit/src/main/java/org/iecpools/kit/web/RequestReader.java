package org.iecpools.kit.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Reads the values of one JSON object or of the query parameters, and records every fault in {@link
 * Faults}. Why there is a reader, and no binding: ADR 29.
 *
 * <p>Rules for all values, in bodies, queries, paths and headers:
 *
 * <ul>
 *   <li>Country codes, enum values, streams, pools, booleans in parameters and UUIDs may be in
 *       upper or lower case. Names of fields and parameters, and time zones, are case-sensitive.
 *   <li>Spaces around a value are ignored.
 *   <li>A JSON null is the same as an omitted field.
 * </ul>
 *
 * <p>Read every value, then call {@link #end}, then {@link Faults#throwIfAny}.
 */
public final class RequestReader {

  private final Faults faults;
  private final String at;
  private final Map<String, JsonNode> values;
  private final boolean isParameters;
  private final Set<String> read = new LinkedHashSet<>();
  private final Set<String> refused = new HashSet<>();

  private RequestReader(
      Faults faults, String at, Map<String, JsonNode> values, boolean isParameters) {
    this.faults = faults;
    this.at = at;
    this.values = values;
    this.isParameters = isParameters;
  }

  /**
   * Reads a JSON body. Records a fault if it is not an object, and one for each control character
   * in it.
   */
  public static RequestReader body(JsonNode body, Faults faults) {
    if (!body.isObject()) {
      faults.add(
          "",
          body.isMissingNode() ? FaultCode.MISSING : FaultCode.WRONG_TYPE,
          body.isMissingNode()
              ? "The body is missing; it must be a JSON object."
              : "The body must be a JSON object.");
    }
    faults.addAll(JsonTexts.faults(body));
    return object(body, "", faults);
  }

  /** Reads a JSON object inside a body. */
  static RequestReader object(JsonNode object, String at, Faults faults) {
    Map<String, JsonNode> values = new LinkedHashMap<>();
    object.properties().forEach(field -> values.put(field.getKey(), field.getValue()));
    return new RequestReader(faults, at, values, false);
  }

  /** Reads the query parameters of a request. A parameter that is given twice is a fault. */
  public static RequestReader parameters(HttpServletRequest request, Faults faults) {
    Map<String, List<String>> given = new LinkedHashMap<>();
    request.getParameterMap().forEach((name, texts) -> given.put(name, Arrays.asList(texts)));
    return parameters(given, faults);
  }

  /** Reads query parameters. A parameter that is given twice is a fault. */
  public static RequestReader parameters(Map<String, List<String>> given, Faults faults) {
    Map<String, JsonNode> values = new LinkedHashMap<>();
    given.forEach(
        (name, texts) -> {
          if (texts.size() > 1) {
            faults.add(name, FaultCode.GIVEN_TWICE, "%s may be given once.".formatted(name));
          }
          values.put(name, JsonNodeFactory.instance.stringNode(texts.getFirst()));
        });
    return new RequestReader(faults, "", values, true);
  }

  /** A variable of the path, or the value of a header. */
  public static Value value(String name, String text, Faults faults) {
    return new Value(faults, name, name, JsonNodeFactory.instance.stringNode(text), true, true);
  }

  /** A value of a header that may be absent. */
  public static Value header(String name, @Nullable String text, Faults faults) {
    return new Value(
        faults,
        name,
        name,
        text == null ? null : JsonNodeFactory.instance.stringNode(text),
        false,
        true);
  }

  /** A value that must be given: its absence is recorded as a fault when it is read. */
  public Value required(String name) {
    return value(name, true);
  }

  /** A value that may be omitted. */
  public Value optional(String name) {
    return value(name, false);
  }

  private Value value(String name, boolean required) {
    read.add(name);
    JsonNode node = values.get(name);
    return new Value(
        faults,
        pointer(name),
        name,
        node == null || node.isNull() ? null : node,
        required,
        isParameters);
  }

  /** Whether a value is given. Does not record a fault. */
  public boolean has(String name) {
    return optional(name).isPresent();
  }

  /** Records a fault if a field is given that must be left out. */
  public void refuse(String name, FaultCode code, String detail) {
    if (values.containsKey(name)) {
      refused.add(name);
      fault(name, code, detail);
    }
  }

  /** Records a fault of a value; of the object itself if the name is empty. */
  public void fault(String name, FaultCode code, String detail) {
    faults.add(name.isEmpty() ? at : pointer(name), code, detail);
  }

  /** Ends the reading: every field or parameter that was not read is a fault. */
  public void end() {
    for (String name : values.keySet()) {
      if (!read.contains(name) && !refused.contains(name)) {
        faults.add(
            pointer(name),
            isParameters ? FaultCode.UNKNOWN_PARAMETER : FaultCode.UNKNOWN_FIELD,
            "There is no %s '%s' here; there are: %s."
                .formatted(
                    isParameters ? "parameter" : "field",
                    Value.shortened(name),
                    String.join(", ", read)));
      }
    }
  }

  private String pointer(String name) {
    return isParameters ? name : at + "/" + JsonTexts.escaped(name);
  }
}
