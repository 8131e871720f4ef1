/**
 * What the numbers are: pure functions of the set of events. No Spring, no Kafka, no clock; what
 * time it is comes in as a parameter.
 */
package org.iecpools.stats.domain;
