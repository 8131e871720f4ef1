@NullMarked
package org.iecpools.stack;

import org.jspecify.annotations.NullMarked;
