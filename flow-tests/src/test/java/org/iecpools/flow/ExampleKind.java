package org.iecpools.flow;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What {@code ExamplesTest} does with a command of a document. It follows from the command itself,
 * so a command that is not listed here is run.
 */
enum ExampleKind {
  /** Runs it. The exit status must be 0. */
  RUN("(?!)"),

  /**
   * Starts a stack that runs until Ctrl-C: the one of the test, or one in another data directory.
   */
  STACK("\\./iec up\\b"),

  /** Plays seasons or measures, for minutes to hours; {@code .ci/run} does. Options are parsed. */
  LONG("\\./iec (demo|replay(?! --help)|bench)\\b"),

  /** Builds, or runs the tests. Modules and test classes must exist. */
  BUILD("(\\./iec (build|test)|mvn)\\b"),

  /** A stage of the gate, which must exist. */
  STAGE("\\.ci/\\w+"),

  /** Needs Docker. Services, profiles, volumes and settings must be in docker-compose.yml. */
  CONTAINERS("docker (compose|run|buildx|volume|inspect)\\b"),

  /** Needs a cluster. Files must exist. */
  CLUSTER("(kubectl|deploy/kubernetes/secrets)\\b"),

  /** Installs programs. */
  PACKAGES("apt install\\b");

  /** Commands after these in a block use what they have changed. */
  private static final List<ExampleKind> WHOLE_BLOCKS = List.of(CONTAINERS, CLUSTER);

  private final Pattern command;

  ExampleKind(String command) {
    // At the beginning of a command, after settings of variables.
    this.command =
        Pattern.compile("(^|[;&|(])\\s*([A-Z_]+=\\S*\\s+)*" + command, Pattern.MULTILINE);
  }

  static ExampleKind of(String command) {
    return Stream.of(values())
        .filter(kind -> kind.command.matcher(command).find())
        .findFirst()
        .orElse(RUN);
  }

  /** The kind of a command in a block. */
  static ExampleKind of(ExampleStep step, List<ExampleStep> block) {
    return block.stream()
        .map(other -> of(other.command()))
        .filter(WHOLE_BLOCKS::contains)
        .findFirst()
        .orElseGet(() -> of(step.command()));
  }
}
