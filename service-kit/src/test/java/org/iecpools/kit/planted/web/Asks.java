package org.iecpools.kit.planted.web;

import org.iecpools.kit.planted.stream.Flows;

/** As a face should be. */
public record Asks(Flows flows) {}
