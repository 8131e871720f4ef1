/**
 * Recomputes the dashboard's numbers from the event log alone: reads the log from the first record,
 * removes repeats by identity, and filters and sums for each pool and instant. Shares the schemas,
 * the domain module and the shipped reference with the audited service, but no counting code.
 * Nothing is cached between two computations, so that the code can be compared with the table of
 * numbers in docs/stats-service.md.
 *
 * <p>{@link org.iecpools.auditor.Audit} compares. {@link org.iecpools.auditor.LogReader} reads the
 * log and can be used for other checks.
 */
@NullMarked
package org.iecpools.auditor;

import org.jspecify.annotations.NullMarked;
