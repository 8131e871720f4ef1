/** Snapshots of counted partitions on the local disk, and the facts that are kept there. */
@NullMarked
package org.iecpools.stats.snapshot;

import org.jspecify.annotations.NullMarked;
