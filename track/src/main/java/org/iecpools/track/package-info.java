/**
 * The figures that IRCC publishes: fetching them politely, their history on {@code iec.published},
 * and what of a fetched publication is new. {@code feed} reads and writes the formats.
 */
@NullMarked
package org.iecpools.track;

import org.jspecify.annotations.NullMarked;
