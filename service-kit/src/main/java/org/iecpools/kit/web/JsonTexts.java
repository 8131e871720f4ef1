package org.iecpools.kit.web;

import java.util.ArrayList;
import java.util.List;
import org.iecpools.domain.Texts;
import tools.jackson.databind.JsonNode;

/** Finds control characters anywhere in a request's JSON. */
public final class JsonTexts {

  private JsonTexts() {}

  /** A fault for every string and field name with a control character, in the order of the body. */
  public static List<Fault> faults(JsonNode body) {
    List<Fault> faults = new ArrayList<>();
    collect(body, "", faults);
    return faults;
  }

  /** A field's name in a JSON pointer (RFC 6901), with control characters as Java escapes. */
  public static String escaped(String name) {
    return Texts.escaped(name).replace("~", "~0").replace("/", "~1");
  }

  private static void collect(JsonNode node, String pointer, List<Fault> faults) {
    switch (node.getNodeType()) {
      case STRING -> add(node.asString(), "The text", pointer, faults);
      case ARRAY -> {
        for (int i = 0; i < node.size(); i++) {
          collect(node.get(i), pointer + "/" + i, faults);
        }
      }
      case OBJECT ->
          node.properties()
              .forEach(
                  field -> {
                    String name = field.getKey();
                    add(name, "A field's name", pointer, faults);
                    collect(field.getValue(), pointer + "/" + escaped(name), faults);
                  });
      case BINARY, BOOLEAN, MISSING, NULL, NUMBER, POJO -> {
        // no text
      }
    }
  }

  private static void add(String text, String what, String pointer, List<Fault> faults) {
    String fault = Texts.fault(text);
    if (fault != null) {
      faults.add(new Fault(pointer, FaultCode.CONTROL_CHARACTER, "%s %s.".formatted(what, fault)));
    }
  }
}
