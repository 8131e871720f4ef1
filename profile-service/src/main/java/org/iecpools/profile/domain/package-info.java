/** The status of a profile as a pure function of the log; no Spring, no Kafka, no clock. */
@NullMarked
package org.iecpools.profile.domain;

import org.jspecify.annotations.NullMarked;
