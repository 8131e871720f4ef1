/**
 * Which time it is: the real or the simulated clock, regular checks of it by tasks, and the
 * watermark up to which the log has been processed.
 */
@NullMarked
package org.iecpools.kit.clock;

import org.jspecify.annotations.NullMarked;
