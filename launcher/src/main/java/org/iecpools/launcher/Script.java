package org.iecpools.launcher;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.iecpools.stack.BuildTree;
import org.iecpools.stack.StackException;

/**
 * Commands that the script carries out by itself, because they must work before there is a build.
 */
final class Script {
  private Script() {}

  static int run(String command, List<String> arguments) throws InterruptedException {
    List<String> line = new ArrayList<>();
    line.add(BuildTree.find().root().resolve("iec").toString());
    line.add(command);
    line.addAll(arguments);
    try {
      return new ProcessBuilder(line).inheritIO().start().waitFor();
    } catch (IOException e) {
      throw new StackException("cannot run " + line.getFirst() + ": " + e.getMessage(), e);
    }
  }
}
