package org.iecpools.kit.planted.cycle.sends;

import org.iecpools.kit.planted.cycle.answers.Answers;

/** Half of a planted cycle. */
public record Sends(Answers other) {}
