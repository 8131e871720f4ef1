/** Readiness and liveness: whether the work makes progress. */
@NullMarked
package org.iecpools.kit.health;

import org.jspecify.annotations.NullMarked;
