/**
 * Who is in which pool, decided: {@link org.iecpools.pool.domain.PoolRules} holds the rules, the
 * other types are what it knows and says. No Spring, no Kafka, no clock.
 */
@NullMarked
package org.iecpools.pool.domain;

import org.jspecify.annotations.NullMarked;
