@NullMarked
package org.iecpools.pool;

import org.jspecify.annotations.NullMarked;
