/**
 * The Kafka Streams topology: reads inputs, lets countries decide, writes events. Also reads of its
 * state.
 */
package org.iecpools.invitation.stream;
