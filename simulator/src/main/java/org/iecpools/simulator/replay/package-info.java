/**
 * Replays published weekly tables of real seasons. {@link
 * org.iecpools.simulator.replay.PublishedTable} reads a file. {@link
 * org.iecpools.simulator.replay.ReplayPlan} lists what has to happen between published days, and
 * the cells that no valid history reaches. Both are pure code: no Kafka, no HTTP, no clock. {@link
 * org.iecpools.simulator.replay.Replay} executes a plan on running services.
 */
@NullMarked
package org.iecpools.simulator.replay;

import org.jspecify.annotations.NullMarked;
