package org.iecpools.kit.planted.stream;

import org.iecpools.kit.planted.web.Asks;

/** A breach. */
public record AskedByTheWeb(Asks asks) {}
