package org.iecpools.launcher;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Unmatched;

/** Declares {@code iec test}. The script runs all tests. */
@Command(
    name = "test",
    header = "Runs all tests and checks with Maven (mvn verify).",
    synopsisHeading = "%nUsage: ",
    descriptionHeading = "%n",
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = Iec.EXIT_CODES,
    exitCodeList = {
      "0:all passed",
      "1:a test or check failed",
      "2:no JDK 25 or no Maven was found"
    },
    footerHeading = Iec.EXAMPLES,
    footer = {"  ./iec test", "  ./iec test -pl domain -am          one module and what it needs"})
final class Test implements Callable<Integer> {
  @Mixin private HelpOption help;

  @Parameters(arity = "0..*", paramLabel = "ARGUMENT", description = "Further arguments for Maven.")
  private List<String> arguments = List.of();

  @Unmatched private List<String> options = List.of();

  @Override
  public Integer call() throws InterruptedException {
    return Script.run("test", joined(arguments, options));
  }

  static List<String> joined(List<String> arguments, List<String> options) {
    return Stream.concat(arguments.stream(), options.stream()).toList();
  }
}
