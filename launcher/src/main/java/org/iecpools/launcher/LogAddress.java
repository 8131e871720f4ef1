package org.iecpools.launcher;

import java.net.URI;
import org.iecpools.kafka.ClientConfig;
import org.jspecify.annotations.Nullable;
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

  @Option(
      names = "--command-config",
      paramLabel = "FILE",
      description =
          "Properties with which to authenticate to broker and registry, as Kafka's own tools use"
              + " them. Default: none; of a secured stack next to this script, its own.")
  private @Nullable ClientConfig client;

  String bootstrapServers() {
    return bootstrapServers.text();
  }

  ClientConfig client() {
    return client == null || StackAddresses.isOfOtherStack(command, "--command-config")
        ? ClientConfig.NONE
        : client;
  }

  URI registry() {
    return StackAddresses.ofSameStack(command, "--registry-url", registry);
  }
}
