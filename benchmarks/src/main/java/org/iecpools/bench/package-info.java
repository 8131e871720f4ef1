/**
 * The command {@code iec bench}: a season's events on real topics, contenders as processes beside
 * each other, and a report.
 */
package org.iecpools.bench;
