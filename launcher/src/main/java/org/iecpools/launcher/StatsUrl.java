package org.iecpools.launcher;

import java.net.URI;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The option with the address of stats-service. */
final class StatsUrl {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  private URI url;

  @Option(
      names = "--stats-url",
      paramLabel = "URL",
      description = "Its stats-service. Default: ${DEFAULT-VALUE}.")
  void setUrl(URI address) {
    url = checked(command, "--stats-url", address);
  }

  URI url() {
    return url;
  }

  /** Returns an address that can be requested; rejects others as invalid usage. */
  static URI checked(CommandSpec command, String option, URI address) {
    if (Arguments.fault(address) != null) {
      throw new CommandLine.ParameterException(
          command.commandLine(),
          "%s %s: an address such as http://127.0.0.1:8084 is needed".formatted(option, address));
    }
    return address;
  }
}
