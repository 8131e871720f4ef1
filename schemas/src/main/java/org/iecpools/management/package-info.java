/** Where the management endpoints of a service are: health, info, metrics, clock. */
@NullMarked
package org.iecpools.management;

import org.jspecify.annotations.NullMarked;
