package org.iecpools.kit.planted.stream;

import org.iecpools.kit.planted.web.Asks;

/** Planted violation. */
public record AskedByTheWeb(Asks asks) {}
