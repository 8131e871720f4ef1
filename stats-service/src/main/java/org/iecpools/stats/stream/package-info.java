/**
 * Stream processing: counts events into partial sums, publishes weekly rows and tracks versions.
 */
@NullMarked
package org.iecpools.stats.stream;

import org.jspecify.annotations.NullMarked;
