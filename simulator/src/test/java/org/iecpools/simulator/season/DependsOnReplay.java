package org.iecpools.simulator.season;

import org.iecpools.simulator.replay.ReplayPlan;

/** A violation for the test of the packages. */
public record DependsOnReplay(ReplayPlan plan) {}
