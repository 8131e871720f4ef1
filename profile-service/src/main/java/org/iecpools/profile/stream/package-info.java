/** Folds a candidate's events from five topics into one store. */
@NullMarked
package org.iecpools.profile.stream;

import org.jspecify.annotations.NullMarked;
