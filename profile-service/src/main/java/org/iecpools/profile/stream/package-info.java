/** Stores a candidate's events from five topics, and derives the candidate from them. */
@NullMarked
package org.iecpools.profile.stream;

import org.jspecify.annotations.NullMarked;
