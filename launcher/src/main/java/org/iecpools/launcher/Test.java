package org.iecpools.launcher;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Unmatched;

/** Declares {@code iec test} for the help. The script runs the tests. */
@Command(
    name = "test",
    header = "Runs the tests and checks with Maven (mvn verify).",
    synopsisHeading = HelpTexts.USAGE,
    descriptionHeading = "%n",
    optionListHeading = HelpTexts.OPTIONS,
    exitCodeListHeading = HelpTexts.EXIT_CODES,
    exitCodeList = {"0:all passed", "1:a test or check failed", HelpTexts.NO_BUILD_TOOLS},
    footerHeading = HelpTexts.EXAMPLES,
    footer = {
      "  ./iec test",
      "  ./iec test -pl domain -am          one module and its dependencies"
    })
final class Test implements Callable<Integer> {
  @Mixin private HelpOption help;

  @Parameters(arity = "0..*", paramLabel = "ARGUMENT", description = "Further arguments for Maven.")
  private List<String> arguments = List.of();

  @Unmatched private List<String> options = new ArrayList<>();

  @Override
  public Integer call() throws InterruptedException {
    return Script.run("test", arguments, options);
  }
}
