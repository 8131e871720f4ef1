/**
 * Published weekly tables of real seasons, and the plans to replay them. {@link
 * org.iecpools.simulator.replay.PublishedTable} reads a file. {@link
 * org.iecpools.simulator.replay.ReplayPlan} lists what has to happen between published days, and
 * the cells that no valid history reaches. Pure code: no Kafka, no HTTP, no clock.
 */
@NullMarked
package org.iecpools.simulator.replay;

import org.jspecify.annotations.NullMarked;
