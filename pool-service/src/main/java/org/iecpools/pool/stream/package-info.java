/** The topology: reads profiles and invitations, applies the rules, writes pool events. */
@NullMarked
package org.iecpools.pool.stream;

import org.jspecify.annotations.NullMarked;
