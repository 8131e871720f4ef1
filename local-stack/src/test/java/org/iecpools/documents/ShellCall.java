package org.iecpools.documents;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A call of a program in a shell script.
 *
 * @param arguments without quotes; variables are not replaced
 */
public record ShellCall(List<String> arguments) {

  /** What ends the arguments unless it is quoted. */
  private static final String ENDS = "|;&)\n<>`";

  public ShellCall {
    arguments = List.copyOf(arguments);
  }

  /** All calls of a program in a script, in this order; also those within {@code $(...)}. */
  public static List<ShellCall> of(String program, String script) {
    return Pattern.compile("(?<![\\w./-])" + Pattern.quote(program) + "(?![\\w./-])")
        .matcher(script)
        .results()
        .filter(hit -> !isInComment(script, hit))
        .map(hit -> new ShellCall(argumentsFrom(script, hit.end())))
        .toList();
  }

  private static boolean isInComment(String script, MatchResult hit) {
    String before = script.substring(script.lastIndexOf('\n', hit.start()) + 1, hit.start());
    return before.matches("(|.*\\s)#.*");
  }

  private static List<String> argumentsFrom(String script, int start) {
    List<String> arguments = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean isWord = false;
    char quote = 0;
    for (int i = start; i < script.length(); i++) {
      char c = script.charAt(i);
      if (quote != 0) {
        if (c == quote) {
          quote = 0;
        } else {
          word.append(c);
        }
      } else if (c == '\'' || c == '"') {
        quote = c;
        isWord = true;
      } else if (ENDS.indexOf(c) >= 0 || (c == '#' && !isWord)) {
        // The number before a redirection, as in 2>file, is not an argument.
        isWord &= !(c == '<' || c == '>') || !word.toString().matches("\\d+");
        break;
      } else if (Character.isWhitespace(c) || script.startsWith("\\\n", i)) {
        if (c == '\\') {
          i++;
        }
        if (isWord) {
          arguments.add(word.toString());
        }
        word.setLength(0);
        isWord = false;
      } else {
        word.append(c);
        isWord = true;
      }
    }
    if (isWord) {
      arguments.add(word.toString());
    }
    return arguments;
  }
}
