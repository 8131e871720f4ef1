/**
 * Rules shared by several services, as pure functions, and reference data of real seasons. No
 * Spring, no Kafka, no clock: the current time is a parameter.
 */
package org.iecpools.domain;
