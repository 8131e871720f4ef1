/** Keeps a service from working in an environment other than the one that its data belong to. */
@NullMarked
package org.iecpools.kit.environment;

import org.jspecify.annotations.NullMarked;
