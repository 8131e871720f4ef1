/** The barrier of a simulation: whether a service has processed everything up to a tick. */
@NullMarked
package org.iecpools.kit.barrier;

import org.jspecify.annotations.NullMarked;
