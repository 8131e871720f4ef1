package org.iecpools.launcher;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Unmatched;

/** Declares {@code iec build} for the help. The script builds. */
@Command(
    name = "build",
    header =
        "Builds with Maven without tests and checks. Other commands do so if something has changed.",
    synopsisHeading = HelpTexts.USAGE,
    descriptionHeading = "%n",
    optionListHeading = HelpTexts.OPTIONS,
    exitCodeListHeading = HelpTexts.EXIT_CODES,
    exitCodeList = {"0:built", "1:the build failed", HelpTexts.NO_BUILD_TOOLS},
    footerHeading = HelpTexts.EXAMPLES,
    footer = {"  ./iec build", "  ./iec build clean"})
final class Build implements Callable<Integer> {
  @Mixin private HelpOption help;

  @Parameters(arity = "0..*", paramLabel = "ARGUMENT", description = "Further arguments for Maven.")
  private List<String> arguments = List.of();

  @Unmatched private List<String> options = new ArrayList<>();

  @Override
  public Integer call() throws InterruptedException {
    return Script.run("build", arguments, options);
  }
}
