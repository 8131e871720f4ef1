package org.iecpools.kit.planted.domain;

import org.iecpools.kit.planted.web.Asks;

/** Planted violation. */
public record KnowsTheWeb(Asks asks) {}
