package org.iecpools.kit.planted.cycle.answers;

import org.iecpools.kit.planted.cycle.sends.Sends;

/** Half of a planted cycle. */
public record Answers(Sends other) {}
