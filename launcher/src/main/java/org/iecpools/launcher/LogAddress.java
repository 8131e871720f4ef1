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
      description =
          "The stack's broker. Default: ${DEFAULT-VALUE}. With any other broker, give the URLs that"
              + " the command needs, too: the defaults belong to the default broker's stack.")
  private Arguments.Servers bootstrapServers;

  @Option(
      names = "--registry-url",
      paramLabel = "URL",
      description = "Its schema registry. Default: ${DEFAULT-VALUE}.")
  private URI registry;

  String bootstrapServers() {
    return bootstrapServers.text();
  }

  URI registry() {
    return StackAddresses.ofSameStack(command, "--registry-url", registry);
  }
}
