package org.iecpools.kit.planted.stream;

import org.iecpools.kit.planted.domain.Pure;

/** A stream class without violations. */
public record Flows(Pure pure) {}
