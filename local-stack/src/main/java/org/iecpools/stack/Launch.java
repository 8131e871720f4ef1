package org.iecpools.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The arguments of {@code java} that start a service. The stack uses them, and so does a developer
 * who runs a service that was left out. Paths are absolute, and no environment variable is needed.
 *
 * @param jvmOptions the options that the service requires, without memory limits
 * @param classPath the module's jar and its libraries
 * @param arguments the program arguments: addresses, ports, directories
 */
public record Launch(
    Service service, List<String> jvmOptions, String classPath, List<String> arguments) {

  public Launch {
    jvmOptions = List.copyOf(jvmOptions);
    arguments = List.copyOf(arguments);
  }

  /** The complete command line after {@code java}. */
  List<String> javaArguments() {
    List<String> all = new ArrayList<>(jvmOptions);
    all.addAll(List.of("-cp", classPath, service.mainClass()));
    all.addAll(arguments);
    return all;
  }

  /**
   * Writes {@code <service>.args} into a directory, an argument file for {@code java @FILE}.
   *
   * @return the file
   */
  public Path writeTo(Path directory) {
    Path file = Directories.create(directory).resolve(service.module() + ".args");
    try {
      Directories.createFile(file);
      Files.writeString(
          file, javaArguments().stream().map(Launch::line).collect(Collectors.joining()));
      return file;
    } catch (IOException e) {
      throw new StackException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }

  /** One line of an argument file. A backslash within double quotes escapes. */
  private static String line(String argument) {
    return "\"" + argument.replace("\\", "\\\\").replace("\"", "\\\"") + "\"\n";
  }
}
