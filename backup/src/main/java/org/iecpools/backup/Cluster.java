package org.iecpools.backup;

import java.net.URI;
import org.iecpools.kafka.ClientConfig;

/**
 * Kafka and the schema registry of a stack.
 *
 * @param bootstrapServers HOST:PORT, or several separated by commas
 * @param client how to authenticate to both, as set-up's user
 */
public record Cluster(String bootstrapServers, URI registry, ClientConfig client) {}
