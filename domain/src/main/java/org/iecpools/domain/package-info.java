/**
 * Rules that more than one service needs, as pure functions, and the reference data of real
 * seasons. No Spring, no Kafka, no clock: what time it is comes in as a parameter.
 */
package org.iecpools.domain;
