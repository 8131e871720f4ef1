@NullMarked
package org.iecpools.invitation;

import org.jspecify.annotations.NullMarked;
