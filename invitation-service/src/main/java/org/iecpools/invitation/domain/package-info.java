/**
 * Rules of one season and country as a state machine: who is drawn, and how each invitation ends.
 * Uses no Spring, no Kafka and no clock; the time and the seeds are passed in.
 */
@NullMarked
package org.iecpools.invitation.domain;

import org.jspecify.annotations.NullMarked;
