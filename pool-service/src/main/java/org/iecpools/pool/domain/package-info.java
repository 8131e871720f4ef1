/**
 * Decides who is in which pool: {@link org.iecpools.pool.domain.PoolRules} has the rules, and the
 * other types are their inputs, state and results. No Spring, no Kafka, no clock.
 */
@NullMarked
package org.iecpools.pool.domain;

import org.jspecify.annotations.NullMarked;
