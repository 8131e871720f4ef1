package org.iecpools.kit.planted.stream;

import org.iecpools.kit.planted.domain.Pure;

/** As a stream should be. */
public record Flows(Pure pure) {}
