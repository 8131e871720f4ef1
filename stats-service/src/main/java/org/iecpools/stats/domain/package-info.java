/**
 * The rules of the statistics: pure functions of the set of events. No Spring, no Kafka, no clock;
 * the current time is a parameter.
 */
package org.iecpools.stats.domain;
