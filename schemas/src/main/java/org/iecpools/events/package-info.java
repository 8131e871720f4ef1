@NullMarked
package org.iecpools.events;

import org.jspecify.annotations.NullMarked;
