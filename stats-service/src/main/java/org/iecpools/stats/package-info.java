/**
 * Stats-service: the application class and its wiring. Computes the published statistics from the
 * events of all services.
 */
@NullMarked
package org.iecpools.stats;

import org.jspecify.annotations.NullMarked;
