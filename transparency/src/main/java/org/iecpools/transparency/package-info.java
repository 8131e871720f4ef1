/**
 * Transparency logs in the formats of C2SP: signed notes, checkpoints, Merkle trees in tiles, logs
 * in a directory, witnesses and their clients, policies (ADR 58). Independent of the lottery, of
 * Kafka and of Spring.
 */
@NullMarked
package org.iecpools.transparency;

import org.jspecify.annotations.NullMarked;
