package org.iecpools.kit.planted.domain;

import org.iecpools.kit.planted.web.Asks;

/** A breach. */
public record KnowsTheWeb(Asks asks) {}
