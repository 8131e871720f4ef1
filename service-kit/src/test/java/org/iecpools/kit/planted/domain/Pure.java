package org.iecpools.kit.planted.domain;

import java.time.Instant;
import org.iecpools.events.PoolId;

/** As a domain should be. */
public record Pure(PoolId pool, Instant now) {}
