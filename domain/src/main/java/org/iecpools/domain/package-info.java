/**
 * Rules shared by several services, as pure functions, and reference data of real seasons. No
 * Spring, no Kafka, no clock: the current time is a parameter.
 */
@NullMarked
package org.iecpools.domain;

import org.jspecify.annotations.NullMarked;
