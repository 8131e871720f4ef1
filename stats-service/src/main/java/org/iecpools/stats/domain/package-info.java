/**
 * The rules of the statistics: pure functions of the set of events. No Spring, no Kafka, no clock;
 * the current time is a parameter.
 */
@NullMarked
package org.iecpools.stats.domain;

import org.jspecify.annotations.NullMarked;
