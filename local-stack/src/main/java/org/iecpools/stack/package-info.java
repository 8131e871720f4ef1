/**
 * Starts and supervises broker, registry and services as processes on this machine. Used by the
 * {@code iec} command, by tests and by benchmarks. What a service does is not known here.
 */
@NullMarked
package org.iecpools.stack;

import org.jspecify.annotations.NullMarked;
