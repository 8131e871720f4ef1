/** The topology: events in, partial sums out. */
package org.iecpools.stats.stream;
