/**
 * A season's events in quantity, with the numbers they must come to. Usable by itself: the same
 * seed gives the same events, and nothing here knows Kafka.
 */
package org.iecpools.bench.season;
