package org.iecpools.launcher;

import java.net.URI;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The option with the address of stats-service. */
final class StatsUrl {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--stats-url",
      paramLabel = "URL",
      description = "Its stats-service. Default: ${DEFAULT-VALUE}.")
  private URI url;

  URI url() {
    return StackAddresses.ofSameStack(command, "--stats-url", url);
  }
}
