package org.iecpools.bench.flow;

/**
 * A contender from its start to its end.
 *
 * @param cold the first burst after the start
 * @param steady the second burst
 */
record Turn(Burst cold, Burst steady) {}
