package org.iecpools.simulator;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * Where a running stack is.
 *
 * @param bootstrapServers the broker's, host:port
 * @param registry the schema registry
 * @param profileService address of the service; the other three likewise
 * @param patience how long a service that does not come to rest is waited for
 */
public record Endpoints(
    String bootstrapServers,
    URI registry,
    URI profileService,
    URI poolService,
    URI invitationService,
    URI statsService,
    Duration patience) {

  List<URI> services() {
    return List.of(profileService, poolService, invitationService, statsService);
  }
}
