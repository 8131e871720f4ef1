package org.iecpools.auditor;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.iecpools.kafka.ClientConfig;

/**
 * The options of an audit.
 *
 * @param bootstrapServers the broker's address, host:port
 * @param registry the schema registry's address
 * @param client how to authenticate to both
 * @param stats the address of stats-service
 * @param season the only season to audit; empty for all
 * @param events the maximum number of events listed for a differing cell, 0 or more
 * @param timeout how long an audit is repeated while differences are unconfirmed
 */
public record AuditOptions(
    String bootstrapServers,
    URI registry,
    ClientConfig client,
    URI stats,
    Optional<Integer> season,
    int events,
    Duration timeout) {

  /**
   * Audits all seasons without authentication, lists 20 events and repeats for up to 60 seconds.
   */
  public static AuditOptions of(String bootstrapServers, URI registry, URI stats) {
    return new AuditOptions(
        bootstrapServers,
        registry,
        ClientConfig.NONE,
        stats,
        Optional.empty(),
        20,
        Duration.ofSeconds(60));
  }

  /** Returns these options with authentication. */
  public AuditOptions authenticatedBy(ClientConfig client) {
    return new AuditOptions(bootstrapServers, registry, client, stats, season, events, timeout);
  }

  /** Returns these options, restricted to one season. */
  public AuditOptions onlySeason(int season) {
    return new AuditOptions(
        bootstrapServers, registry, client, stats, Optional.of(season), events, timeout);
  }

  /** Returns these options with a different number of listed events. */
  public AuditOptions keeping(int events) {
    return new AuditOptions(bootstrapServers, registry, client, stats, season, events, timeout);
  }
}
