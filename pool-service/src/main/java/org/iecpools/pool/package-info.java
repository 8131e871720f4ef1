/** Pool-service: the application class and its wiring. Decides who is in which pool. */
@NullMarked
package org.iecpools.pool;

import org.jspecify.annotations.NullMarked;
