package org.iecpools.simulator.upstream;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.iecpools.kafka.ClientConfig;

/**
 * The addresses of a running stack.
 *
 * @param bootstrapServers address of the broker, host:port
 * @param registry the schema registry
 * @param client how to authenticate to both
 * @param profileService base address of the service; likewise for the other three
 * @param tokens for requests to the services
 * @param timeout maximum wait for the services to come to rest
 */
public record Endpoints(
    String bootstrapServers,
    URI registry,
    ClientConfig client,
    URI profileService,
    URI poolService,
    URI invitationService,
    URI statsService,
    Tokens tokens,
    Duration timeout) {

  List<URI> services() {
    return List.of(profileService, poolService, invitationService, statsService);
  }
}
