/** Fields of structured logs. */
@NullMarked
package org.iecpools.kit.log;

import org.jspecify.annotations.NullMarked;
