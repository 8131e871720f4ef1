package org.iecpools.launcher;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Unmatched;

/** Declares {@code iec build}. The script builds, whether anything has changed or not. */
@Command(
    name = "build",
    header =
        "Builds with Maven, tests and checks left out; the other commands do so by themselves if need be.",
    synopsisHeading = "%nUsage: ",
    descriptionHeading = "%n",
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = Iec.EXIT_CODES,
    exitCodeList = {"0:built", "1:the build failed", "2:no JDK 25 or no Maven was found"},
    footerHeading = Iec.EXAMPLES,
    footer = {"  ./iec build", "  ./iec build clean"})
final class Build implements Callable<Integer> {
  @Mixin private HelpOption help;

  @Parameters(arity = "0..*", paramLabel = "ARGUMENT", description = "Further arguments for Maven.")
  private List<String> arguments = List.of();

  @Unmatched private List<String> options = List.of();

  @Override
  public Integer call() throws InterruptedException {
    return Script.run("build", Test.joined(arguments, options));
  }
}
