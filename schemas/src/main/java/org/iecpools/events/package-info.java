/**
 * The events: Avro types, generated from {@code src/main/avro}, and the sealed interfaces that
 * group them by topic. Nothing here knows Kafka.
 */
@NullMarked
package org.iecpools.events;

import org.jspecify.annotations.NullMarked;
