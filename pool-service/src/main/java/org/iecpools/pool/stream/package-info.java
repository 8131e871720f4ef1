/** The topology: profiles and verdicts in, the rules asked, pool events out. */
@NullMarked
package org.iecpools.pool.stream;

import org.jspecify.annotations.NullMarked;
