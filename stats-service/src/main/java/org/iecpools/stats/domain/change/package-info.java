/**
 * What has changed since it was reported: the difference between the values that hold now and those
 * on {@code iec.changes} (ADR 70).
 */
@NullMarked
package org.iecpools.stats.domain.change;

import org.jspecify.annotations.NullMarked;
