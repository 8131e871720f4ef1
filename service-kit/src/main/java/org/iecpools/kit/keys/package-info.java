/** Secret keys of a service: read from files or variables, by id. */
@NullMarked
package org.iecpools.kit.keys;

import org.jspecify.annotations.NullMarked;
