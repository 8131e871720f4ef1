/** The events of a candidate from five topics, folded into one store. */
@NullMarked
package org.iecpools.profile.stream;

import org.jspecify.annotations.NullMarked;
