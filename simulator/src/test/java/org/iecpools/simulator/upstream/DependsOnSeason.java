package org.iecpools.simulator.upstream;

import org.iecpools.simulator.season.SeasonOptions;

/** A violation for the test of the packages. */
public record DependsOnSeason(SeasonOptions options) {}
