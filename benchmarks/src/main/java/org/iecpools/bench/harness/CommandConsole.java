package org.iecpools.bench.harness;

import java.io.PrintWriter;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** Checks the options of a benchmark's command, and prints its progress and its report. */
public final class CommandConsole {

  private final CommandLine commandLine;

  public CommandConsole(CommandSpec spec) {
    this.commandLine = spec.commandLine();
  }

  /** Prints lines to standard error, so that a redirected report does not contain them. */
  public Consumer<String> progress() {
    PrintWriter err = commandLine.getErr();
    return line -> {
      err.println(line);
      err.flush();
    };
  }

  /** Prints a report in JSON to standard output. */
  public void printJson(String json) {
    print(json);
  }

  /** Prints a report for readers to standard output, separated from the progress before it. */
  public void printTable(String table) {
    print(System.lineSeparator() + table);
  }

  private void print(String report) {
    PrintWriter out = commandLine.getOut();
    out.println(report);
    out.flush();
  }

  /**
   * Checks the range of an option.
   *
   * @param option its name, such as {@code --rounds}
   * @throws CommandLine.ParameterException if the value is out of the range
   */
  public void checkRange(String option, long value, long min, long max) {
    if (value < min || value > max) {
      throw invalid("%s %,d: must be %,d to %,d".formatted(option, value, min, max));
    }
  }

  /**
   * The contenders with the given names, in upper or lower case; all of them if no name is given.
   *
   * @param text the name of a contender
   * @throws CommandLine.ParameterException if a name is unknown
   */
  public <E extends Enum<E>> Set<E> contenders(
      Class<E> type, Function<E, String> text, List<String> names) {
    Set<E> all = EnumSet.allOf(type);
    Set<E> chosen = EnumSet.noneOf(type);
    for (String name : names) {
      chosen.add(
          all.stream()
              .filter(contender -> text.apply(contender).equalsIgnoreCase(name.strip()))
              .findFirst()
              .orElseThrow(
                  () ->
                      invalid(
                          "--contenders: '%s' is not a contender; choose from %s"
                              .formatted(
                                  name,
                                  all.stream().map(text).collect(Collectors.joining(", "))))));
    }
    return chosen.isEmpty() ? all : chosen;
  }

  private CommandLine.ParameterException invalid(String message) {
    return new CommandLine.ParameterException(commandLine, message);
  }
}
