/** Traces of requests and events (OpenTelemetry), off by default. */
@NullMarked
package org.iecpools.kit.trace;

import org.jspecify.annotations.NullMarked;
