/** An endpoint added to the service's server as a baseline for read measurements. */
@NullMarked
package org.iecpools.bench.reads;

import org.jspecify.annotations.NullMarked;
