/**
 * Where a profile stands, as a pure function of what the log says; no Spring, no Kafka, no clock.
 */
@NullMarked
package org.iecpools.profile.domain;

import org.jspecify.annotations.NullMarked;
