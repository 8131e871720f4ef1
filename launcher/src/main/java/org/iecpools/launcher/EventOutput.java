package org.iecpools.launcher;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** How a command that runs until it is ended prints its events. Thread-safe. */
final class EventOutput {

  @Option(names = "--json", description = "Print each event as a line of JSON.")
  private boolean json;

  /** Prints an event for programs, or otherwise in lines for people. */
  synchronized void print(Console console, Map<String, Object> event, List<String> lines) {
    if (json) {
      console.println(Json.line(event));
    } else {
      lines.forEach(console::println);
    }
  }

  void print(Console console, Map<String, Object> event, String line) {
    print(console, event, List.of(line));
  }

  /**
   * An event for programs.
   *
   * @param fields names and values in turn
   */
  static Map<String, Object> event(String type, Object... fields) {
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("event", type);
    for (int i = 0; i < fields.length; i += 2) {
      event.put((String) fields[i], fields[i + 1]);
    }
    return event;
  }
}
