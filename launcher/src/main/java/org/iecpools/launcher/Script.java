package org.iecpools.launcher;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.iecpools.stack.BuildTree;
import org.iecpools.stack.StackException;

/**
 * Runs commands that the script itself implements, because they must work before the first build.
 */
final class Script {
  private Script() {}

  /**
   * @param options further arguments, which picocli has not matched
   */
  static int run(String command, List<String> arguments, List<String> options)
      throws InterruptedException {
    List<String> line = new ArrayList<>();
    line.add(BuildTree.find().root().resolve("iec").toString());
    line.add(command);
    line.addAll(arguments);
    line.addAll(options);
    try {
      return new ProcessBuilder(line).inheritIO().start().waitFor();
    } catch (IOException e) {
      throw new StackException("cannot run " + line.getFirst() + ": " + e.getMessage(), e);
    }
  }
}
