/**
 * The Kafka Streams topology: reads inputs, lets countries decide, writes events. Also reads of its
 * state.
 */
@NullMarked
package org.iecpools.invitation.stream;

import org.jspecify.annotations.NullMarked;
