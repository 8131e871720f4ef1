/**
 * Generates a season's events in quantity, with the expected numbers. Usable on its own: the same
 * seed gives the same events, and it does not depend on Kafka.
 */
@NullMarked
package org.iecpools.bench.season;

import org.jspecify.annotations.NullMarked;
