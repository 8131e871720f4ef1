/**
 * The command {@code iec bench flow}: writes profiles in bursts and at a steady rate, and measures
 * when they are decided and visible.
 */
@NullMarked
package org.iecpools.bench.flow;

import org.jspecify.annotations.NullMarked;
