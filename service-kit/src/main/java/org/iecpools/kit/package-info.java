@NullMarked
package org.iecpools.kit;

import org.jspecify.annotations.NullMarked;
