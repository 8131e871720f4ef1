/**
 * The weekly figures that IRCC publishes: as they are stated, from the XML feed or from CSV, and
 * whether they contradict each other. Only the readers parse; nothing here reads files or a clock.
 */
@NullMarked
package org.iecpools.feed;

import org.jspecify.annotations.NullMarked;
