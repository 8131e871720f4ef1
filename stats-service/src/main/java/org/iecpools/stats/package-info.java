@NullMarked
package org.iecpools.stats;

import org.jspecify.annotations.NullMarked;
