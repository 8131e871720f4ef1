package org.iecpools.auditor;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * What is audited.
 *
 * @param bootstrapServers of the broker, host:port
 * @param registry its schema registry
 * @param stats address of the stats-service
 * @param season the only one; empty for all
 * @param events how many of those behind a differing cell are kept, 0 or more
 * @param patience how long differences that come and go are asked about again
 */
public record AuditOptions(
    String bootstrapServers,
    URI registry,
    URI stats,
    Optional<Integer> season,
    int events,
    Duration patience) {

  /** All seasons, 20 events and a minute of patience. */
  public static AuditOptions of(String bootstrapServers, URI registry, URI stats) {
    return new AuditOptions(
        bootstrapServers, registry, stats, Optional.empty(), 20, Duration.ofSeconds(60));
  }

  /** The same for one season. */
  public AuditOptions onlySeason(int season) {
    return new AuditOptions(
        bootstrapServers, registry, stats, Optional.of(season), events, patience);
  }

  /** The same with another number of events. */
  public AuditOptions keeping(int events) {
    return new AuditOptions(bootstrapServers, registry, stats, season, events, patience);
  }
}
