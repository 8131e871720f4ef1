package org.iecpools.flow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.iecpools.stack.LocalPrograms;

/** Starts Java programs as processes that share the machine with many others. */
final class SmallJvm {

  private static final List<String> OPTIONS =
      List.of(
          "-Xmx256m",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "--enable-native-access=ALL-UNNAMED");

  private SmallJvm() {}

  /**
   * @param words the command line after {@code java} and the usual options
   * @param variables environment variables in addition to those of this process
   * @param log its output is appended to it
   */
  static Process start(List<String> words, Map<String, String> variables, Path log) {
    List<String> command = new ArrayList<>();
    command.add(LocalPrograms.java().toString());
    command.addAll(OPTIONS);
    command.addAll(words);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(variables);
    try {
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
