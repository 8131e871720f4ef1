package org.iecpools.launcher;

import java.net.URI;
import org.iecpools.kafka.ClientConfig;
import org.iecpools.stack.LocalStack.Addresses;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/**
 * The addresses of a stack other than the command's own. {@link StackAddresses} provides the
 * defaults of addresses that are omitted.
 */
final class Connection {
  @Option(
      names = "--connect",
      required = true,
      paramLabel = "HOST:PORT",
      description =
          "Its broker. If it is not the broker of the default addresses, all URLs are needed, too.")
  private Arguments.Servers bootstrapServers;

  @Option(
      names = "--registry-url",
      paramLabel = "URL",
      description = "Its schema registry. Default: ${DEFAULT-VALUE}.")
  private URI registry;

  @Option(
      names = "--profile-url",
      paramLabel = "URL",
      description = "Its profile-service. Default: ${DEFAULT-VALUE}.")
  private URI profile;

  @Option(
      names = "--pool-url",
      paramLabel = "URL",
      description = "Its pool-service. Default: ${DEFAULT-VALUE}.")
  private URI pool;

  @Option(
      names = "--invitation-url",
      paramLabel = "URL",
      description = "Its invitation-service. Default: ${DEFAULT-VALUE}.")
  private URI invitation;

  @Option(
      names = "--stats-url",
      paramLabel = "URL",
      description = "Its stats-service. Default: ${DEFAULT-VALUE}.")
  private URI stats;

  @Option(
      names = "--command-config",
      paramLabel = "FILE",
      description =
          "Properties with which to authenticate to broker and registry, as Kafka's own tools use"
              + " them. Default: none.")
  private @Nullable ClientConfig client;

  ClientConfig client() {
    return client == null ? ClientConfig.NONE : client;
  }

  /**
   * @param command the command that has these options
   */
  Addresses addresses(CommandSpec command) {
    return new Addresses(
        bootstrapServers.text(),
        text(command, "--registry-url", registry),
        text(command, "--profile-url", profile),
        text(command, "--pool-url", pool),
        text(command, "--invitation-url", invitation),
        text(command, "--stats-url", stats));
  }

  private static String text(CommandSpec command, String option, URI address) {
    return StackAddresses.ofSameStack(command, option, address).toString();
  }
}
