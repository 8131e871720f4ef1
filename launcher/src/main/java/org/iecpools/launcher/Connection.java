package org.iecpools.launcher;

import java.net.URI;
import org.iecpools.stack.LocalStack.Addresses;
import picocli.CommandLine.Option;

/** Another stack than one of the command's own; the defaults are those of iec up. */
final class Connection {
  @Option(
      names = "--connect",
      required = true,
      paramLabel = "HOST:PORT",
      description = "Its broker.")
  private Arguments.Servers bootstrapServers;

  @Option(
      names = "--registry-url",
      paramLabel = "URL",
      defaultValue = "http://127.0.0.1:8080",
      description = "Its schema registry. Default: ${DEFAULT-VALUE}.")
  private URI registry;

  @Option(
      names = "--profile-url",
      paramLabel = "URL",
      defaultValue = "http://127.0.0.1:8081",
      description = "Its profile-service. Default: ${DEFAULT-VALUE}.")
  private URI profile;

  @Option(
      names = "--pool-url",
      paramLabel = "URL",
      defaultValue = "http://127.0.0.1:8082",
      description = "Its pool-service. Default: ${DEFAULT-VALUE}.")
  private URI pool;

  @Option(
      names = "--invitation-url",
      paramLabel = "URL",
      defaultValue = "http://127.0.0.1:8083",
      description = "Its invitation-service. Default: ${DEFAULT-VALUE}.")
  private URI invitation;

  @Option(
      names = "--stats-url",
      paramLabel = "URL",
      defaultValue = "http://127.0.0.1:8084",
      description = "Its stats-service. Default: ${DEFAULT-VALUE}.")
  private URI stats;

  Addresses addresses() {
    return new Addresses(
        bootstrapServers.text(),
        registry.toString(),
        profile.toString(),
        pool.toString(),
        invitation.toString(),
        stats.toString());
  }
}
