/**
 * The Kafka Streams topology: passes inputs to the countries, and writes their events and rows in
 * one transaction. Also the stores, their encryption, and what HTTP requests read of them.
 */
@NullMarked
package org.iecpools.invitation.stream;

import org.jspecify.annotations.NullMarked;
