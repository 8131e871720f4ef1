package org.iecpools.kit.planted.web;

import org.iecpools.kit.planted.stream.Flows;

/** A web class without violations. */
public record Asks(Flows flows) {}
