/**
 * How events get onto Kafka and back: topics, codec, client of the schema registry, and the set-up
 * job that creates topics and registers schemas.
 */
@NullMarked
package org.iecpools.kafka;

import org.jspecify.annotations.NullMarked;
