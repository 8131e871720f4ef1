/**
 * The command {@code iec bench}: writes a season's events to real topics, runs contenders as
 * processes, and reports.
 */
@NullMarked
package org.iecpools.bench;

import org.jspecify.annotations.NullMarked;
