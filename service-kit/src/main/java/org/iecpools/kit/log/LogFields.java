package org.iecpools.kit.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.boot.json.JsonWriter;
import org.springframework.boot.logging.structured.StructuredLoggingJsonMembersCustomizer;

/**
 * Adds the pairs of a message to structured logs: {@code refused record={} reason="{}"} results in
 * the fields {@code labels.record} and {@code labels.reason}. Each message is thus written once,
 * for people and for programs. Spring Boot instantiates this class by the name in {@code kit.yaml}.
 */
public final class LogFields implements StructuredLoggingJsonMembersCustomizer<ILoggingEvent> {

  /** The object of the Elastic Common Schema for fields of an application. */
  private static final String LABELS = "labels";

  /** A placeholder, with the name of its pair if it has one. */
  private static final Pattern PLACEHOLDER = Pattern.compile("(?:\\b([a-z]\\w*)=\"?)?\\{}");

  @Override
  public void customize(JsonWriter.Members<ILoggingEvent> members) {
    members.add(LABELS, LogFields::of).whenNotEmpty();
  }

  /** The pairs of a message by name. */
  static Map<String, String> of(ILoggingEvent event) {
    Map<String, String> fields = new LinkedHashMap<>();
    Object[] values = event.getArgumentArray();
    if (values == null || event.getMessage() == null) {
      return fields;
    }
    Matcher placeholders = PLACEHOLDER.matcher(event.getMessage());
    for (int i = 0; i < values.length && placeholders.find(); i++) {
      String name = placeholders.group(1);
      if (name != null) {
        fields.put(name, String.valueOf(values[i]));
      }
    }
    return fields;
  }
}
