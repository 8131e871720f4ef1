package org.iecpools.kit.planted.domain;

import java.time.Instant;
import org.iecpools.events.PoolId;

/** A domain class without violations. */
public record Pure(PoolId pool, Instant now) {}
