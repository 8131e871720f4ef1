/**
 * The environment that a stack's data belong to: cluster, topics, schemas and source of time. It is
 * recorded next to the data, and set-up, every service and {@code iec doctor} compare it with the
 * current state.
 */
@NullMarked
package org.iecpools.environment;

import org.jspecify.annotations.NullMarked;
