/**
 * Published weekly tables of real seasons, and how a running system gets there: {@link
 * org.iecpools.simulator.replay.PublishedTable} reads a file, {@link
 * org.iecpools.simulator.replay.ReplayPlan} says week by week what has to happen, and which cells
 * no lawful history reaches. Pure: neither Kafka nor HTTP nor a clock.
 */
package org.iecpools.simulator.replay;
