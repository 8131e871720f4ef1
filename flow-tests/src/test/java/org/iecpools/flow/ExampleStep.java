package org.iecpools.flow;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.iecpools.documents.Document;

/**
 * A command of an example.
 *
 * @param shown the output in the document; empty if it shows none
 */
record ExampleStep(String command, List<String> shown) {

  private static final String PROMPT = "$ ";

  /** What differs from run to run, and the pattern of it. */
  private static final Pattern VARYING =
      Pattern.compile(
          "(?<uuid>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
              + "|(?<time>\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z)"
              + "|(?<place>partition \\d+, offset \\d+)"
              + "|(?<position>(?<topic>iec\\.[a-z-]+)/\\d+/\\d+)"
              + "|(?<code>[A-Za-z0-9_-]{20,})"
              + "|(?<rest>\\.\\.\\.)");

  /**
   * The commands of a shell block, in order. If the first line begins with a prompt, lines without
   * one are output.
   *
   * @throws AssertionError if a command is not complete
   */
  static List<ExampleStep> of(Document.Block block) throws IOException, InterruptedException {
    List<String> lines = block.text().lines().toList();
    boolean hasPrompts = block.text().startsWith(PROMPT);
    List<ExampleStep> steps = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String command = hasPrompts ? lines.get(i).substring(PROMPT.length()) : lines.get(i);
      if (command.isBlank() || command.startsWith("#")) {
        continue;
      }
      while (!Shell.isComplete(command)) {
        i++;
        if (i == lines.size()) {
          throw new AssertionError(
              "%s: not a complete command: %s; the language of output is text"
                  .formatted(block.place(), command));
        }
        command += "\n" + lines.get(i);
      }
      List<String> shown = new ArrayList<>();
      while (hasPrompts && i + 1 < lines.size() && !lines.get(i + 1).startsWith(PROMPT)) {
        i++;
        shown.add(lines.get(i));
      }
      steps.add(new ExampleStep(command, List.copyOf(shown)));
    }
    return steps;
  }

  /** Whether output is as shown, apart from ids, times, positions and what dots stand for. */
  boolean isShown(String output) {
    String shape =
        shown.stream()
            .map(line -> line.equals("...") ? "(?s:.*)" : shape(line))
            .collect(Collectors.joining("\n"));
    String actual = output.lines().map(String::stripTrailing).collect(Collectors.joining("\n"));
    return Pattern.matches(shape, actual);
  }

  private static String shape(String line) {
    StringBuilder shape = new StringBuilder();
    Matcher varying = VARYING.matcher(line);
    int end = 0;
    while (varying.find()) {
      shape.append(Pattern.quote(line.substring(end, varying.start()))).append(pattern(varying));
      end = varying.end();
    }
    return shape.append(Pattern.quote(line.substring(end).stripTrailing())).toString();
  }

  private static String pattern(MatchResult hit) {
    if (hit.group("uuid") != null) {
      return "[0-9a-f-]{36}";
    }
    if (hit.group("time") != null) {
      return "\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z";
    }
    if (hit.group("place") != null) {
      return "partition \\d+, offset \\d+";
    }
    if (hit.group("position") != null) {
      return Pattern.quote(hit.group("topic")) + "/\\d+/\\d+";
    }
    return hit.group("code") != null ? "[A-Za-z0-9_-]+" : ".*";
  }
}
