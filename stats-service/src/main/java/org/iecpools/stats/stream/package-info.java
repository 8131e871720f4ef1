/**
 * Stream processing: counts events into partial sums, publishes weekly rows and tracks versions.
 */
package org.iecpools.stats.stream;
