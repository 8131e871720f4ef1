/**
 * What every service has around its domain. {@link org.iecpools.kit.ServiceKit} and {@link
 * org.iecpools.kit.stream.StreamsKit} wire the packages below, which depend on each other in one
 * direction only.
 */
@NullMarked
package org.iecpools.kit;

import org.jspecify.annotations.NullMarked;
