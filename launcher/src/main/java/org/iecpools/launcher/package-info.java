@NullMarked
package org.iecpools.launcher;

import org.jspecify.annotations.NullMarked;
