package org.iecpools.launcher;

import java.net.URI;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options with the address of a running stack's event log. */
final class LogAddress {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--connect",
      paramLabel = "HOST:PORT",
      description = "The stack's broker. Default: ${DEFAULT-VALUE}.")
  private Arguments.Servers bootstrapServers;

  private URI registry;

  @Option(
      names = "--registry-url",
      paramLabel = "URL",
      description = "Its schema registry. Default: ${DEFAULT-VALUE}.")
  void setRegistry(URI address) {
    registry = StatsUrl.checked(command, "--registry-url", address);
  }

  String bootstrapServers() {
    return bootstrapServers.text();
  }

  URI registry() {
    return registry;
  }
}
